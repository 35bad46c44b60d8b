package dev.espalier.emulator.kernel;

import dev.espalier.hal.port.Kernel;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The alarms that are set, ordered by (time, setting).
 *
 * <p>Many alarms share a time, since timeouts end on ticks. So a heap orders moments, and each
 * moment holds its alarms in the order they were set. Recent moments are found by their time
 * without a search; one that is not found is made anew and comes after its twin, which keeps the
 * order.
 */
final class AlarmQueue {
  private static final int CHILDREN_LOG2 = 2;
  private static final int RECENT = 64;

  /** All alarms of one time, or the later ones of them. */
  static final class Moment {
    long time;
    long number;
    int index;
    @Nullable SimAlarm first;
    @Nullable SimAlarm last;
  }

  private final @Nullable Moment[] recent = new @Nullable Moment[RECENT];
  private @Nullable Moment[] heap = new @Nullable Moment[64];
  private @Nullable Moment[] spare = new @Nullable Moment[64];
  private int size;
  private int spares;
  private long nextNumber;

  /** When the first alarm fires; {@link Kernel#NEVER} when none is set. */
  long nextTime() {
    return size == 0 ? Kernel.NEVER : at(0).time;
  }

  /** Sets or moves an alarm. */
  void set(SimAlarm alarm, long time) {
    if (alarm.moment != null) {
      remove(alarm);
    }
    int slot = (int) ((time * 0x9E37_79B9_7F4A_7C15L) >>> 58);
    Moment moment = recent[slot];
    if (moment == null || moment.time != time || moment.index < 0) {
      moment = newMoment(time);
      recent[slot] = moment;
    }
    alarm.moment = moment;
    SimAlarm last = moment.last;
    alarm.previous = last;
    alarm.next = null;
    moment.last = alarm;
    if (last == null) {
      moment.first = alarm;
    } else {
      last.next = alarm;
    }
  }

  /** Takes the first alarm out. The queue must not be empty. */
  SimAlarm pop() {
    SimAlarm first = Objects.requireNonNull(at(0).first);
    remove(first);
    return first;
  }

  /** Takes back an alarm that is set. */
  void remove(SimAlarm alarm) {
    Moment moment = Objects.requireNonNull(alarm.moment);
    SimAlarm before = alarm.previous;
    SimAlarm after = alarm.next;
    if (before == null) {
      moment.first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      moment.last = before;
    } else {
      after.previous = before;
    }
    alarm.moment = null;
    alarm.previous = null;
    alarm.next = null;
    if (moment.first == null) {
      removeMoment(moment);
    }
  }

  /** Takes back every alarm of a board. */
  void removeAll(BoardKernel kernel) {
    for (Moment moment : Arrays.copyOf(heap, size)) {
      SimAlarm alarm = Objects.requireNonNull(moment).first;
      while (alarm != null) {
        SimAlarm next = alarm.next;
        if (alarm.kernel == kernel) {
          remove(alarm);
        }
        alarm = next;
      }
    }
    kernel.alarmsSet = 0;
  }

  private Moment newMoment(long time) {
    Moment moment;
    if (spares > 0) {
      moment = Objects.requireNonNull(spare[--spares]);
    } else {
      moment = new Moment();
    }
    moment.time = time;
    moment.number = nextNumber++;
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
      spare = Arrays.copyOf(spare, size * 2);
    }
    siftUp(size++, moment);
    return moment;
  }

  private void removeMoment(Moment moment) {
    int hole = moment.index;
    moment.index = -1;
    if (spares < spare.length) {
      spare[spares++] = moment;
    }
    Moment last = at(--size);
    heap[size] = null;
    if (hole == size) {
      return;
    }
    if (hole > 0 && before(last, at((hole - 1) >> CHILDREN_LOG2))) {
      siftUp(hole, last);
    } else {
      siftDown(hole, last);
    }
  }

  private void siftUp(int from, Moment moment) {
    int hole = from;
    while (hole > 0) {
      Moment parent = at((hole - 1) >> CHILDREN_LOG2);
      if (!before(moment, parent)) {
        break;
      }
      int up = parent.index;
      put(hole, parent);
      hole = up;
    }
    put(hole, moment);
  }

  private void siftDown(int from, Moment moment) {
    int hole = from;
    while (true) {
      int child = (hole << CHILDREN_LOG2) + 1;
      if (child >= size) {
        break;
      }
      int end = Math.min(child + (1 << CHILDREN_LOG2), size);
      Moment least = at(child);
      for (int other = child + 1; other < end; other++) {
        if (before(at(other), least)) {
          least = at(other);
        }
      }
      if (before(moment, least)) {
        break;
      }
      int down = least.index;
      put(hole, least);
      hole = down;
    }
    put(hole, moment);
  }

  private static boolean before(Moment a, Moment b) {
    return a.time < b.time || (a.time == b.time && a.number < b.number);
  }

  private Moment at(int index) {
    return Objects.requireNonNull(heap[index]);
  }

  private void put(int index, Moment moment) {
    heap[index] = moment;
    moment.index = index;
  }
}
