package dev.espalier.testkit.lab;

import dev.espalier.emulator.fault.Faults;
import dev.espalier.emulator.kernel.Trace;
import dev.espalier.hal.system.ResetReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notes what a lab can be asked for, tells the faults, and passes all of it on. */
final class LabTrace implements Trace {
  final LabEvents events = new LabEvents();
  final List<LabBoot> boots = new ArrayList<>();
  final HeapLog heap = new HeapLog();

  private final Faults faults;
  private final @Nullable Trace further;

  LabTrace(Faults faults, @Nullable Trace further) {
    this.faults = faults;
    this.further = further;
  }

  @Override
  public void event(long nanos, int board, String what) {
    if (further != null) {
      further.event(nanos, board, what);
    }
  }

  @Override
  public void random(long nanos, int value) {
    if (further != null) {
      further.random(nanos, value);
    }
  }

  @Override
  public void idle(long nanos, int board) {
    if (further != null) {
      further.idle(nanos, board);
    }
  }

  @Override
  public boolean wants(String category) {
    return category.equals("boot") || (further != null && further.wants(category));
  }

  @Override
  public void mark(long nanos, String board, String category, String text) {
    if (category.equals("boot")) {
      boots.add(new LabBoot(nanos, board, ResetReason.valueOf(text)));
    }
    if (further != null) {
      further.mark(nanos, board, category, text);
    }
  }

  @Override
  public void dispatched(long nanos, String board, String base, int id, String loop) {
    events.add(new LabEvent(nanos, board, base, id));
    faults.dispatched(board, base, id);
    if (further != null) {
      further.dispatched(nanos, board, base, id, loop);
    }
  }

  @Override
  public void count(long nanos, String board, String name, long value) {
    if (name.equals("free heap")) {
      heap.changed(nanos, board, value);
    }
    if (further != null) {
      further.count(nanos, board, name, value);
    }
  }
}
