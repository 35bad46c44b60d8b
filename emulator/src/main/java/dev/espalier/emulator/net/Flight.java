package dev.espalier.emulator.net;

import dev.espalier.emulator.Uplink;
import dev.espalier.hal.port.Kernel.Alarm;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Things under way in one direction, in order: an alarm of the receiver fires when the first
 * arrives. Makes no garbage.
 */
final class Flight {
  /** Told of each arrival, in the receiver's interrupt context. */
  interface Arrival {
    /** Something has arrived: what {@link Flight#add} was given. */
    void arrived(long value, int flags);
  }

  private final Uplink receiver;
  private final Arrival arrival;
  private @Nullable Alarm alarm;
  private long[] times = new long[4];
  private long[] values = new long[4];
  private int[] flags = new int[4];
  private int head;
  private int size;
  private long latest;

  Flight(Uplink receiver, Arrival arrival) {
    this.receiver = receiver;
    this.arrival = arrival;
  }

  /** Sends something on its way; it does not overtake what was added before. */
  void add(long time, long value, int flag) {
    if (size == times.length) {
      grow();
    }
    latest = Math.max(latest, time);
    int at = head + size & times.length - 1;
    times[at] = latest;
    values[at] = value;
    flags[at] = flag;
    size++;
    if (size == 1) {
      alarm().set(latest);
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Forgets all that is under way. */
  void clear() {
    size = 0;
    if (alarm != null) {
      alarm.cancel();
    }
  }

  private void land() {
    while (size > 0 && times[head] <= receiver.now()) {
      long value = values[head];
      int flag = flags[head];
      head = head + 1 & times.length - 1;
      size--;
      arrival.arrived(value, flag);
    }
    if (size > 0 && !alarm().isSet()) {
      alarm().set(times[head]);
    }
  }

  private Alarm alarm() {
    Alarm made = alarm;
    if (made == null) {
      made = receiver.alarm(this::land);
      alarm = made;
    }
    return made;
  }

  private void grow() {
    int length = times.length;
    long[] newTimes = Arrays.copyOf(times, length * 2);
    long[] newValues = Arrays.copyOf(values, length * 2);
    int[] newFlags = Arrays.copyOf(flags, length * 2);
    for (int i = 0; i < size; i++) {
      int at = head + i & length - 1;
      newTimes[i] = times[at];
      newValues[i] = values[at];
      newFlags[i] = flags[at];
    }
    times = newTimes;
    values = newValues;
    flags = newFlags;
    head = 0;
  }
}
