package org.asyncio4j.model;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The checks find a planted bug in a copy of each primitive; with the seed that found it they find
/// it again.
class PlantedBugTest {
  @Test
  void ofALock() {
    ModelCheck.findsBug(() -> new PermitsScenario(new BrokenLock(), 1, false));
  }

  @ParameterizedTest
  @EnumSource
  void ofASemaphore(BrokenSemaphore.Bug bug) {
    ModelCheck.findsBug(() -> new PermitsScenario(new BrokenSemaphore(2, bug), 2, false));
  }

  @ParameterizedTest
  @EnumSource
  void ofALimiter(BrokenLimiter.Bug bug) {
    ModelCheck.findsBug(() -> new PermitsScenario(new BrokenLimiter(2, bug), 2, true));
  }

  @Test
  void ofAnEvent() {
    ModelCheck.findsBug(() -> new FlagScenario(new BrokenEvent()));
  }

  @ParameterizedTest
  @EnumSource
  void ofACondition(BrokenCondition.Bug bug) {
    ModelCheck.findsBug(() -> new MonitorScenario(new BrokenCondition(bug)));
  }

  @ParameterizedTest
  @EnumSource
  void ofABarrier(BrokenBarrier.Bug bug) {
    ModelCheck.findsBug(() -> new MeetingScenario(new BrokenBarrier(3, bug), 3));
  }

  @ParameterizedTest
  @EnumSource
  void ofAQueue(BrokenQueue.Bug bug) {
    findsBug(PipeScenario.Order.FIRST_IN, bug);
  }

  @ParameterizedTest
  @EnumSource
  void ofALifoQueue(BrokenQueue.Bug bug) {
    findsBug(PipeScenario.Order.LAST_IN, bug);
  }

  @ParameterizedTest
  @EnumSource
  void ofAPriorityQueue(BrokenQueue.Bug bug) {
    findsBug(PipeScenario.Order.SMALLEST, bug);
  }

  private static void findsBug(PipeScenario.Order order, BrokenQueue.Bug bug) {
    ModelCheck.findsBug(() -> new PipeScenario(new BrokenQueue(order, 2, bug), order, 2));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FORGETS_THOSE_WHO_SEND")
  void ofAChannelWithoutBuffer(BrokenChannel.Bug bug) {
    ModelCheck.findsBug(() -> new ChannelScenario(new BrokenChannel(0, bug), 0));
  }

  @ParameterizedTest
  @EnumSource
  void ofAChannelWithBuffer(BrokenChannel.Bug bug) {
    ModelCheck.findsBug(() -> new ChannelScenario(new BrokenChannel(2, bug), 2));
  }
}
