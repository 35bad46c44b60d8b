package dev.espalier.hal.event;

import dev.espalier.hal.event.HandlerTable.BaseNode;
import dev.espalier.hal.event.HandlerTable.HandlerNode;
import dev.espalier.hal.event.HandlerTable.IdNode;
import dev.espalier.hal.event.HandlerTable.LoopNode;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.system.EspErr;
import org.jspecify.annotations.Nullable;

/**
 * What is to be unregistered, in current ESP-IDF ({@code esp_event_remove_handler_context_t}). A
 * handler of the loop that does it puts the match out of service and posts this, so that the lists
 * change when the running event is over.
 *
 * @param loop the loop
 * @param base whose events, as registered
 * @param id which of them, as registered
 * @param context the handler or the instance
 * @param legacy whether the handler counts, not the instance
 */
record HandlerRemoval(
    EventLoop loop, EventBase<?> base, int id, EventHandlerInstance context, boolean legacy) {
  /** The event that removes. */
  static final EventBase<HandlerRemoval> EVENTS = EventBase.define("cleanup");

  /** Removes; in a handler the lists stay as they are until its event is over. */
  EspErr begin(boolean inHandler) {
    if (!inHandler) {
      return loop.handlers.removeFirst(this) ? EspErr.ESP_OK : EspErr.ESP_ERR_NOT_FOUND;
    }
    HandlerNode match = match(loop.handlers);
    if (match == null) {
      return EspErr.ESP_ERR_NOT_FOUND;
    }
    if (match.unregistered) {
      return EspErr.ESP_OK;
    }
    match.unregistered = true;
    return loop.post(EVENTS, 0, this, Timeout.FOREVER);
  }

  /**
   * The handler that is put out of service ({@code find_and_unregister_handler}). The search is not
   * that of the removal: handlers for all events match whatever base is asked for, those for all
   * ids of the base whatever id, and a later match may replace an earlier one.
   */
  private @Nullable HandlerNode match(HandlerTable table) {
    HandlerNode found = null;
    for (LoopNode loopNode = table.loopNodes.first; loopNode != null; loopNode = loopNode.next) {
      found = in(loopNode.handlers, found);
      if (found != null) {
        return found;
      }
      for (BaseNode each = loopNode.bases.first; each != null; each = each.next) {
        if (isFor(each)) {
          found = in(each.handlers, found);
          if (found != null) {
            break;
          }
          found = inIds(each, found);
        }
      }
    }
    return found;
  }

  private @Nullable HandlerNode inIds(BaseNode node, @Nullable HandlerNode before) {
    HandlerNode found = before;
    for (IdNode each = node.ids.first; each != null; each = each.next) {
      if (each.id == id) {
        found = in(each.handlers, found);
      }
    }
    return found;
  }

  private @Nullable HandlerNode in(NodeList<HandlerNode> handlers, @Nullable HandlerNode before) {
    for (HandlerNode each = handlers.first; each != null; each = each.next) {
      if (fits(each.context)) {
        return each;
      }
    }
    return before;
  }

  @SuppressWarnings("ReferenceEquality") // Bases are told apart by identity.
  private boolean isFor(BaseNode node) {
    return node.base == base;
  }

  @SuppressWarnings("ReferenceEquality") // Handlers and instances are told apart by identity.
  private boolean fits(EventHandlerInstance other) {
    return legacy ? other.handler == context.handler : other == context;
  }
}
