package dev.espalier.emulator.kernel;

import dev.espalier.hal.port.Kernel;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The alarms that are set, ordered by (time, setting): a heap of four children a node. */
final class AlarmHeap {
  private static final int CHILDREN_LOG2 = 2;

  private @Nullable SimAlarm[] alarms = new @Nullable SimAlarm[64];
  private long[] times = new long[64];
  private long[] settings = new long[64];
  private int size;
  private long setting;

  /** When the first alarm fires; {@link Kernel#NEVER} when none is set. */
  long nextTime() {
    return size == 0 ? Kernel.NEVER : times[0];
  }

  int size() {
    return size;
  }

  /** Sets or moves an alarm. */
  void set(SimAlarm alarm, long time) {
    int at = alarm.index;
    if (at < 0) {
      if (size == times.length) {
        grow();
      }
      at = size++;
      siftUp(at, alarm, time, setting++);
    } else if (time < times[at]) {
      siftUp(at, alarm, time, setting++);
    } else {
      siftDown(at, alarm, time, setting++);
    }
  }

  /** Takes the first alarm out. The heap must not be empty. */
  SimAlarm pop() {
    SimAlarm first = Objects.requireNonNull(alarms[0]);
    remove(first);
    return first;
  }

  void remove(SimAlarm alarm) {
    int at = alarm.index;
    alarm.index = -1;
    int last = --size;
    SimAlarm moved = Objects.requireNonNull(alarms[last]);
    alarms[last] = null;
    if (at == last) {
      return;
    }
    long time = times[last];
    long number = settings[last];
    if (at > 0 && before(time, number, (at - 1) >> CHILDREN_LOG2)) {
      siftUp(at, moved, time, number);
    } else {
      siftDown(at, moved, time, number);
    }
  }

  /** Takes back every alarm of a board. */
  void removeAll(BoardKernel kernel) {
    for (int i = size - 1; i >= 0; i--) {
      SimAlarm alarm = alarms[i];
      if (alarm != null && alarm.kernel == kernel) {
        remove(alarm);
        i = Math.min(i + 1, size); // another one has moved here
      }
    }
    kernel.alarmsSet = 0;
  }

  private void siftUp(int from, SimAlarm alarm, long time, long number) {
    int at = from;
    while (at > 0) {
      int parent = (at - 1) >> CHILDREN_LOG2;
      if (!before(time, number, parent)) {
        break;
      }
      move(parent, at);
      at = parent;
    }
    put(at, alarm, time, number);
  }

  private void siftDown(int from, SimAlarm alarm, long time, long number) {
    int at = from;
    while (true) {
      int child = (at << CHILDREN_LOG2) + 1;
      if (child >= size) {
        break;
      }
      int end = Math.min(child + (1 << CHILDREN_LOG2), size);
      int least = child;
      for (int other = child + 1; other < end; other++) {
        if (before(times[other], settings[other], least)) {
          least = other;
        }
      }
      if (before(time, number, least)) {
        break;
      }
      move(least, at);
      at = least;
    }
    put(at, alarm, time, number);
  }

  private boolean before(long time, long number, int other) {
    long otherTime = times[other];
    return time < otherTime || (time == otherTime && number < settings[other]);
  }

  private void move(int from, int to) {
    put(to, Objects.requireNonNull(alarms[from]), times[from], settings[from]);
  }

  private void put(int at, SimAlarm alarm, long time, long number) {
    alarms[at] = alarm;
    times[at] = time;
    settings[at] = number;
    alarm.index = at;
  }

  private void grow() {
    alarms = Arrays.copyOf(alarms, size * 2);
    times = Arrays.copyOf(times, size * 2);
    settings = Arrays.copyOf(settings, size * 2);
  }
}
