package org.asyncio4j.cli;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.FieldTransform;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.attribute.RuntimeInvisibleTypeAnnotationsAttribute;
import java.lang.classfile.attribute.RuntimeVisibleTypeAnnotationsAttribute;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.ForwardingJavaFileObject;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;

/// Shows JShell the class path without annotations inside of types. JShell takes the type of a
/// `var` from the compiler as text, `Task<java.lang.@Nullable Void>`, and then declares a variable
/// of the type `java`.
final class ClassesWithoutTypeAnnotations extends ForwardingJavaFileManager<StandardJavaFileManager>
    implements StandardJavaFileManager {
  ClassesWithoutTypeAnnotations(StandardJavaFileManager files) {
    super(files);
  }

  /// A class file, read without them.
  private static final class Plain extends ForwardingJavaFileObject<JavaFileObject> {
    Plain(JavaFileObject file) {
      super(file);
    }

    JavaFileObject file() {
      return fileObject;
    }

    @Override
    public InputStream openInputStream() throws IOException {
      try (InputStream whole = super.openInputStream()) {
        return new ByteArrayInputStream(strip(whole.readAllBytes()));
      }
    }
  }

  private static byte[] strip(byte[] bytes) {
    ClassFile files = ClassFile.of();
    ClassTransform without =
        ClassTransform.dropping(ClassesWithoutTypeAnnotations::isTypeAnnotation)
            .andThen(
                ClassTransform.transformingMethods(
                    MethodTransform.dropping(ClassesWithoutTypeAnnotations::isTypeAnnotation)))
            .andThen(
                ClassTransform.transformingFields(
                    FieldTransform.dropping(ClassesWithoutTypeAnnotations::isTypeAnnotation)));
    return files.transformClass(files.parse(bytes), without);
  }

  private static boolean isTypeAnnotation(Object element) {
    return element instanceof RuntimeVisibleTypeAnnotationsAttribute
        || element instanceof RuntimeInvisibleTypeAnnotationsAttribute;
  }

  @Override
  public Iterable<JavaFileObject> list(
      Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
      throws IOException {
    Iterable<JavaFileObject> files = super.list(location, packageName, kinds, recurse);
    if (location != StandardLocation.CLASS_PATH) {
      return files;
    }
    List<JavaFileObject> plain = new ArrayList<>();
    for (JavaFileObject file : files) {
      plain.add(file.getKind() == JavaFileObject.Kind.CLASS ? new Plain(file) : file);
    }
    return plain;
  }

  @Override
  public String inferBinaryName(Location location, JavaFileObject file) {
    return super.inferBinaryName(location, file instanceof Plain plain ? plain.file() : file);
  }

  @Override
  public boolean isSameFile(FileObject one, FileObject other) {
    return super.isSameFile(original(one), original(other));
  }

  @Override
  public boolean contains(Location location, FileObject file) throws IOException {
    return super.contains(location, original(file));
  }

  private static FileObject original(FileObject file) {
    return file instanceof Plain plain ? plain.file() : file;
  }

  // --- all else as it is ---

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjectsFromFiles(
      Iterable<? extends File> files) {
    return fileManager.getJavaFileObjectsFromFiles(files);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjects(File... files) {
    return fileManager.getJavaFileObjects(files);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjects(Path... paths) {
    return fileManager.getJavaFileObjects(paths);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjectsFromPaths(
      Collection<? extends Path> paths) {
    return fileManager.getJavaFileObjectsFromPaths(paths);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjectsFromStrings(Iterable<String> names) {
    return fileManager.getJavaFileObjectsFromStrings(names);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjects(String... names) {
    return fileManager.getJavaFileObjects(names);
  }

  @Override
  public void setLocation(Location location, Iterable<? extends File> files) throws IOException {
    fileManager.setLocation(location, files);
  }

  @Override
  public void setLocationFromPaths(Location location, Collection<? extends Path> paths)
      throws IOException {
    fileManager.setLocationFromPaths(location, paths);
  }

  @Override
  public void setLocationForModule(
      Location location, String moduleName, Collection<? extends Path> paths) throws IOException {
    fileManager.setLocationForModule(location, moduleName, paths);
  }

  @Override
  public Iterable<? extends File> getLocation(Location location) {
    return fileManager.getLocation(location);
  }

  @Override
  public Iterable<? extends Path> getLocationAsPaths(Location location) {
    return fileManager.getLocationAsPaths(location);
  }

  @Override
  public Path asPath(FileObject file) {
    return fileManager.asPath(original(file));
  }

  @Override
  public void setPathFactory(PathFactory factory) {
    fileManager.setPathFactory(factory);
  }
}
