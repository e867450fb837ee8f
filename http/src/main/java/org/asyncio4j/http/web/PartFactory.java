package org.asyncio4j.http.web;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.MemoryAttribute;
import io.netty.handler.codec.http.multipart.MemoryFileUpload;
import java.nio.charset.Charset;

/// Has the multipart codec hand on what it decodes, instead of gathering it: what it takes for the
/// storage of a part's content passes the bytes on as they come.
final class PartFactory extends DefaultHttpDataFactory {
  private final Multipart parts;

  PartFactory(Multipart parts) {
    super(false);
    this.parts = parts;
  }

  @Override
  public Attribute createAttribute(HttpRequest request, String name) {
    return createAttribute(request, name, 0);
  }

  @Override
  public Attribute createAttribute(HttpRequest request, String name, long size) {
    Attribute field = new Field(name);
    parts.begins(new Part(parts, field.getName(), null, null));
    return field;
  }

  @Override
  public FileUpload createFileUpload(
      HttpRequest request,
      String name,
      String filename,
      String contentType,
      String encoding,
      Charset charset,
      long size) {
    FileUpload file = new Upload(name, filename, contentType, encoding, charset);
    parts.begins(new Part(parts, file.getName(), file.getFilename(), contentType));
    return file;
  }

  private final class Field extends MemoryAttribute {
    Field(String name) {
      super(name);
    }

    @Override
    public void addContent(ByteBuf data, boolean last) {
      parts.comes(data, last);
      setCompleted(last);
    }
  }

  private final class Upload extends MemoryFileUpload {
    Upload(String name, String filename, String contentType, String encoding, Charset charset) {
      super(name, filename, contentType, encoding, charset, 0);
    }

    @Override
    public void addContent(ByteBuf data, boolean last) {
      parts.comes(data, last);
      setCompleted(last);
    }
  }
}
