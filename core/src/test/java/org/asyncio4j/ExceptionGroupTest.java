package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// CPython's test_exception_group.py says what `subgroup` and `split` do.
class ExceptionGroupTest {
  private final IOException disk = new IOException("disk");
  private final IOException file = new FileNotFoundException("file");
  private final IllegalStateException state = new IllegalStateException("state");

  private static ExceptionGroup group(Throwable... exceptions) {
    return ExceptionGroup.of("several", List.of(exceptions));
  }

  @Test
  void firstFailureIsTheCauseAndTheOthersAreSuppressed() {
    ExceptionGroup group = group(disk, state);
    assertThat(group).hasCause(disk).hasSuppressedException(state).hasMessage("several");
    assertThat(group.exceptions()).containsExactly(disk, state);
  }

  @Test
  void stackTraceShowsAll() {
    StringWriter text = new StringWriter();
    group(disk, group(state, file)).printStackTrace(new PrintWriter(text, true));
    assertThat(text.toString()).contains("disk").contains("state").contains("file");
  }

  /// test_exception_group::test_exception_group_init_kwargs, empty list
  @Test
  void ofNothingIsRefused() {
    assertThatThrownBy(() -> ExceptionGroup.of("none", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void listOfFailuresCannotBeChanged() {
    assertThatThrownBy(() -> group(disk).exceptions().add(state))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void flattenLooksIntoGroupsInOrder() {
    assertThat(group(disk, group(state, group(file))).flatten()).containsExactly(disk, state, file);
  }

  /// test_exception_group::test_basics_subgroup_by_type__match
  @Test
  void subgroupKeepsTheNesting() {
    ExceptionGroup found =
        Objects.requireNonNull(group(disk, group(state, file)).subgroup(IOException.class));
    assertThat(found.exceptions()).hasSize(2).element(0).isSameAs(disk);
    assertThat(found.exceptions().get(1))
        .isInstanceOfSatisfying(
            ExceptionGroup.class, inner -> assertThat(inner.exceptions()).containsExactly(file));
    assertThat(found).hasMessage("several");
  }

  /// test_exception_group::test_basics_subgroup_by_type__no_match
  @Test
  void subgroupOfWhatIsNotThereIsNull() {
    assertThat(group(disk, group(file)).subgroup(IllegalStateException.class)).isNull();
  }

  /// test_exception_group::test_basics_subgroup_split__passthrough
  @Test
  void subgroupThatIsAllOfItIsTheGroupItself() {
    ExceptionGroup all = group(disk, group(file));
    assertThat(all.subgroup(IOException.class)).isSameAs(all);
    assertThat(all.subgroup(ExceptionGroup.class)).isSameAs(all);
  }

  @Test
  void subgroupTakesAnInnerGroupThatMatchesWhole() {
    ExceptionGroup inner = group(state, file);
    ExceptionGroup found =
        Objects.requireNonNull(group(disk, inner).subgroup(failure -> failure == inner));
    assertThat(found.exceptions()).containsExactly(inner);
  }

  /// test_exception_group::test_basics_split_by_type__match
  @Test
  void splitGivesTheMatchingAndTheRest() {
    ExceptionGroup.Split split = group(disk, group(state, file)).split(IOException.class);
    assertThat(Objects.requireNonNull(split.matching()).flatten()).containsExactly(disk, file);
    assertThat(Objects.requireNonNull(split.rest()).flatten()).containsExactly(state);
  }

  /// test_exception_group::test_basics_split_by_type__no_match
  @Test
  void splitHasNullForAPartThatIsEmpty() {
    ExceptionGroup group = group(disk);
    assertThat(group.split(IOException.class)).isEqualTo(new ExceptionGroup.Split(group, null));
    assertThat(group.split(Error.class)).isEqualTo(new ExceptionGroup.Split(null, group));
  }

  /// test_exception_group::test_basics_split_by_predicate__match
  @Test
  void splitPutsAnInnerGroupThatMatchesWholeIntoOnePart() {
    ExceptionGroup inner = group(state, file);
    ExceptionGroup.Split split = group(disk, inner).split(failure -> failure == inner);
    assertThat(Objects.requireNonNull(split.matching()).exceptions()).containsExactly(inner);
    assertThat(Objects.requireNonNull(split.rest()).flatten()).containsExactly(disk);
  }

  /// pain 22 (modelcontextprotocol/python-sdk#2114)
  @Test
  void onlyGivesTheFirstOfTheExpectedTypeWithTheOthersSuppressed() {
    assertThat(group(group(disk), file).only(IOException.class)).isSameAs(disk);
    assertThat(disk.getSuppressed()).containsExactly(file);
  }

  @Test
  void onlyIsNullWhenSomethingElseFailedToo() {
    assertThat(group(disk, state).only(IOException.class)).isNull();
    assertThat(disk.getSuppressed()).isEmpty();
  }

  @Test
  void onlyAskedTwiceAddsNothingTwice() {
    ExceptionGroup group = group(disk, file);
    assertThat(group.only(IOException.class)).isSameAs(disk);
    assertThat(group.only(IOException.class)).isSameAs(disk);
    assertThat(disk.getSuppressed()).containsExactly(file);
  }
}
