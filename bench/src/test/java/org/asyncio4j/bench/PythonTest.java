package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PythonTest {
  @Test
  void saysItsVersion() {
    assertThat(Python.of("Python 3.13.0\n")).isEqualTo(new Python(true, "CPython 3.13.0"));
    assertThat(Python.of("Python 3.14.0rc1\n").text()).isEqualTo("CPython 3.14.0rc1");
  }

  @Test
  void oneThatIsTooOldSaysSo() {
    assertThat(Python.of("Python 3.10.13\n"))
        .isEqualTo(new Python(false, "CPython 3.10.13 has no task groups: 3.11 or newer has"));
  }

  @Test
  void whatIsNoPythonCannotBeUsed() {
    assertThat(Python.of("pyenv: python3: command not found\n").usable()).isFalse();
    assertThat(Python.of("").usable()).isFalse();
  }
}
