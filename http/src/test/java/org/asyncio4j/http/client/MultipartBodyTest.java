package org.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class MultipartBodyTest {
  @Test
  void fieldsAndFilesAreSent(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("a \"b\".txt"), "of the file");
    MultipartBody form =
        MultipartBody.create()
            .withField("one", "1")
            .withFile("two", file)
            .withFile("three", "x.json", RequestBody.json(3));
    RawServer.with(
        talk -> {
          String head = Objects.requireNonNull(talk.request());
          int at = head.indexOf("content-length: ") + 16;
          talk.answer(talk.body(Integer.parseInt(head.substring(at).split("\r\n", 2)[0])));
        },
        (server, session) -> {
          String sent = session.post(server.url("/"), r -> r.withMultipart(form)).text();
          String boundary = sent.substring(0, sent.indexOf("\r\n"));
          assertThat(server.requests.getFirst())
              .contains("multipart/form-data; boundary=" + boundary.substring(2));
          assertThat(sent.replace(boundary, "--B"))
              .isEqualTo(
                  """
                  --B
                  Content-Disposition: form-data; name="one"

                  1
                  --B
                  Content-Disposition: form-data; name="two"; filename="a %22b%22.txt"
                  Content-Type: application/octet-stream

                  of the file
                  --B
                  Content-Disposition: form-data; name="three"; filename="x.json"
                  Content-Type: application/json

                  3
                  --B--
                  """
                      .replace("\n", "\r\n"));
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb", "a\nb", "a\rb", "a\0b"})
  void h11NamesCannotEndALine(String bad) {
    MultipartBody form = MultipartBody.create();
    assertThatIllegalArgumentException().isThrownBy(() -> form.withField(bad, ""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> form.withFile("a", bad, RequestBody.text("")));
  }
}
