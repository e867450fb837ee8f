package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class AccountTest {
  @Test
  void hasNumbersByTheirNames() throws IOException {
    assertThat(Account.of("account heap 1000 tasks 3").number("tasks")).isEqualTo(3);
  }

  @Test
  void aMissingNumberIsNamed() throws IOException {
    Account account = Account.of("account heap 1000");

    assertThatThrownBy(() -> account.number("tasks"))
        .isInstanceOf(IOException.class)
        .hasMessage("the account has no 'tasks'");
  }

  @Test
  void aLineThatIsNoneIsNamed() {
    for (String line : new String[] {"account heap", "account heap many"}) {
      assertThatThrownBy(() -> Account.of(line))
          .isInstanceOf(IOException.class)
          .hasMessage("no account: '" + line + "'");
    }
  }
}
