package dev.espalier.testkit.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.fault.Faults;
import dev.espalier.emulator.kernel.Trace;
import dev.espalier.hal.event.EventBase;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabEventsTest {
  private static final EventBase<Integer> MANY = EventBase.define("MANY");
  private static final EventBase<Integer> RARE = EventBase.define("RARE");
  private static final int MORE = 7;

  private final LabEvents events = new LabEvents();

  private void fill() {
    for (int i = 0; i < LabEvents.KEPT_MAX + MORE; i++) {
      events.add(new LabEvent(i, "esp32", i % 2 == 0 ? "MANY" : "RARE", i % 4));
    }
  }

  @Test
  void keepsTheLastEventsAndCountsAll() {
    fill();
    assertEquals(LabEvents.KEPT_MAX, events.kept().size());
    assertEquals(MORE, events.kept().getFirst().nanos());
    assertEquals(MORE, events.dropped());
    assertEquals((LabEvents.KEPT_MAX + MORE + 1) / 2, events.count(MANY, EventNames.ANY_ID));
    assertEquals(0, events.count(RARE, 0));
  }

  @Test
  void keepsAllOfAKindThatSomebodyAsksFor() {
    events.keep(new EventNames.Kind("RARE", 3));
    fill();
    assertEquals(3, events.kept().getFirst().nanos());
    assertEquals(MORE - 1, events.dropped());
  }

  @Test
  void wantsNoFramesThatNobodyReads() {
    Trace reader = (nanos, board, what) -> {};
    assertFalse(new LabTrace(Faults.of(1, List.of()), null).wants("frame"));
    assertTrue(new LabTrace(Faults.of(1, List.of()), reader).wants("frame"));
  }
}
