package dev.espalier.emulator.kernel;

import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.port.WaitList;
import org.jspecify.annotations.Nullable;

/** Tasks that wait for one thing, by priority and then by arrival. */
final class SimWaitList extends TaskQueue implements WaitList {
  private final String kind;
  private final String name;
  private @Nullable KernelTask holder;
  private @Nullable String lastWaker;

  SimWaitList(String kind, String name) {
    this.kind = kind;
    this.name = name;
  }

  @Override
  public boolean isEmpty() {
    return head() == null;
  }

  @Override
  public int size() {
    return count();
  }

  @Override
  public @Nullable KernelTask first() {
    return head();
  }

  @Override
  public void heldBy(@Nullable KernelTask task) {
    holder = task;
  }

  void wokenBy(@Nullable SimTask waker) {
    lastWaker = waker == null ? "an interrupt" : waker.name();
  }

  /** What is waited for and who has it. */
  String what() {
    StringBuilder text = new StringBuilder(kind);
    if (!name.isEmpty()) {
      text.append(" \"").append(name).append('"');
    }
    if (holder != null) {
      text.append(", held by task ").append(holder.name());
    }
    return text.toString();
  }

  /** What is waited for, in words, and who has woken somebody there. */
  String describe() {
    StringBuilder text = new StringBuilder(what());
    if (lastWaker != null) {
      text.append(", last woken by ").append(lastWaker);
    }
    return text.toString();
  }
}
