package org.asyncio4j.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// What Hazelcast carries to a member and runs there. Known to it by numbers, so that it makes no
/// class by a name that came over the network.
final class Messages implements DataSerializableFactory {
  static final int FACTORY = 0x0a51;

  private static final int RUN = 1;
  private static final int CANCEL = 2;

  @Override
  public IdentifiedDataSerializable create(int type) {
    return switch (type) {
      case RUN -> new Run();
      case CANCEL -> new Cancel();
      default -> throw new IllegalArgumentException("no message has the number " + type);
    };
  }

  /// One per task; made by the submitter, and read at the member.
  abstract static class Message<V extends @Nullable Object>
      implements Callable<V>, IdentifiedDataSerializable, HazelcastInstanceAware {
    UUID id = new UUID(0, 0);
    private @Nullable HazelcastInstance member;

    @Override
    public int getFactoryId() {
      return FACTORY;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance hazelcastInstance) {
      member = hazelcastInstance;
    }

    HazelcastInstance member() {
      return Objects.requireNonNull(member);
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
      out.writeLong(id.getMostSignificantBits());
      out.writeLong(id.getLeastSignificantBits());
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
      id = new UUID(in.readLong(), in.readLong());
    }
  }

  /// Runs a task and brings the reply.
  static final class Run extends Message<byte[]> {
    private byte[] task = {};

    static Run of(UUID id, byte[] task) {
      Run run = new Run();
      run.id = id;
      run.task = task;
      return run;
    }

    @Override
    public byte[] call() {
      return MemberTasks.of(member())
          .run(id, task, ClusterMember.of(member().getCluster().getLocalMember()).toString());
    }

    @Override
    public int getClassId() {
      return RUN;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
      super.writeData(out);
      out.writeByteArray(task);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
      super.readData(in);
      task = Objects.requireNonNull(in.readByteArray());
    }
  }

  /// Ends a task, or has it not begin.
  static final class Cancel extends Message<Boolean> {
    private boolean interrupt;

    static Cancel of(UUID id, boolean interrupt) {
      Cancel cancel = new Cancel();
      cancel.id = id;
      cancel.interrupt = interrupt;
      return cancel;
    }

    @Override
    public Boolean call() {
      MemberTasks.of(member()).cancel(id, interrupt);
      return true;
    }

    @Override
    public int getClassId() {
      return CANCEL;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
      super.writeData(out);
      out.writeBoolean(interrupt);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
      super.readData(in);
      interrupt = in.readBoolean();
    }
  }
}
