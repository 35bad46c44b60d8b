package dev.espalier.hal.event;

import dev.espalier.hal.event.HandlerTable.BaseNode;
import dev.espalier.hal.event.HandlerTable.HandlerNode;
import dev.espalier.hal.event.HandlerTable.IdNode;
import dev.espalier.hal.event.HandlerTable.LoopNode;
import dev.espalier.hal.port.BoardLocal;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code esp_event} keeps in static variables: the default loop and the profiled loops. */
final class EventLoops {
  private static final BoardLocal<EventLoops> OF_BOARD = BoardLocal.of(EventLoops::new);
  private static final int FIRST_LOOP_ADDRESS = 0x3ffb_4000;
  private static final int FIRST_HANDLER_ADDRESS = 0x400d_4000;

  @Nullable EventLoop defaultLoop;

  /** Only with {@code CONFIG_ESP_EVENT_LOOP_PROFILING}; the newest comes first. */
  private final List<EventLoop> profiled = new ArrayList<>();

  private final IdentityHashMap<Object, Integer> addresses = new IdentityHashMap<>();

  private EventLoops() {}

  static EventLoops ofBoard() {
    return OF_BOARD.get();
  }

  void add(EventLoop loop) {
    profiled.addFirst(loop);
  }

  void remove(EventLoop loop) {
    profiled.remove(loop);
    addresses.remove(loop);
  }

  /** An address for the eye: no two objects have the same. */
  String addressOf(Object object) {
    int first = object instanceof EventLoop ? FIRST_LOOP_ADDRESS : FIRST_HANDLER_ADDRESS;
    int address = addresses.computeIfAbsent(object, _ -> first + addresses.size() * 64);
    return "0x" + Integer.toHexString(address);
  }

  String dump() {
    StringBuilder out = new StringBuilder();
    for (EventLoop loop : profiled) {
      out.append(
          "LOOP @%s,%s rx:%d dr:%d\n"
              .formatted(
                  addressOf(loop),
                  loop.hasTask() ? loop.name : "none",
                  loop.eventsReceived,
                  loop.eventsDropped));
      int before = out.length();
      NodeList<LoopNode> nodes = loop.handlers.loopNodes;
      for (LoopNode node = nodes.first; node != null; node = node.next) {
        dump(out, node);
      }
      if (out.length() == before) {
        out.append("  NO HANDLERS REGISTERED\n");
      }
    }
    return out.toString();
  }

  private void dump(StringBuilder out, LoopNode node) {
    dump(out, node.handlers, "ESP_EVENT_ANY_BASE", "ESP_EVENT_ANY_ID");
    for (BaseNode base = node.bases.first; base != null; base = base.next) {
      dump(out, base.handlers, base.base.name(), "ESP_EVENT_ANY_ID");
      for (IdNode id = base.ids.first; id != null; id = id.next) {
        dump(out, id.handlers, base.base.name(), Integer.toString(id.id));
      }
    }
  }

  private void dump(StringBuilder out, NodeList<HandlerNode> handlers, String base, String id) {
    for (HandlerNode each = handlers.first; each != null; each = each.next) {
      out.append(
          "  HANDLER @%s ev:%s,%s inv:%d time:%d us\n"
              .formatted(addressOf(each.context.handler), base, id, each.invoked, each.micros));
    }
  }
}
