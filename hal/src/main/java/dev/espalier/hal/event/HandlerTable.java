package dev.espalier.hal.event;

import dev.espalier.hal.event.NodeList.Node;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapLease;
import dev.espalier.hal.system.HeapUse;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of one loop, in the lists of lists that {@code esp_event.c} keeps: their shape
 * decides which handlers an ambiguous unregister removes and what a change inside a handler does.
 *
 * <p>The shape keeps the order of registration: a handler that listens to more than the last list
 * can express (all events, or all ids of a base) opens a new list behind.
 */
@SuppressWarnings("ReferenceEquality") // Handlers and instances are told apart by identity.
final class HandlerTable {
  private static final String TAG = "event";

  /** One registered handler. */
  static final class HandlerNode extends Node<HandlerNode> {
    final EventHandlerInstance context;

    /** Current ESP-IDF: out of service, to be removed by an event that waits in the queue. */
    boolean unregistered;

    long invoked;
    long micros;

    HandlerNode(EventHandlerInstance context) {
      this.context = context;
    }
  }

  /** The handlers of one id. */
  static final class IdNode extends Node<IdNode> {
    final int id;
    final NodeList<HandlerNode> handlers = new NodeList<>();

    IdNode(int id) {
      this.id = id;
    }
  }

  /** The handlers of all ids of a base, then those of single ids. */
  static final class BaseNode extends Node<BaseNode> {
    final EventBase<?> base;
    final NodeList<HandlerNode> handlers = new NodeList<>();
    final NodeList<IdNode> ids = new NodeList<>();

    BaseNode(EventBase<?> base) {
      this.base = base;
    }
  }

  /** The handlers of all events, then those of bases. */
  static final class LoopNode extends Node<LoopNode> {
    final NodeList<HandlerNode> handlers = new NodeList<>();
    final NodeList<BaseNode> bases = new NodeList<>();
  }

  /** Calls a handler; told apart so that the loop can measure. */
  interface Caller {
    void call(HandlerNode node, EventBase<?> base, int id, @Nullable Object data);
  }

  final NodeList<LoopNode> loopNodes = new NodeList<>();
  private final HeapLease memory = Heap.lease(HeapUse.EVENTS);

  /** Which nodes are appended while a handler is added, by bits. */
  private int appended;

  /** What a registration may take, a context of its own included. */
  private static final CStruct[] NODES = {
    CStruct.EVENT_LOOP_NODE,
    CStruct.EVENT_BASE_NODE,
    CStruct.EVENT_ID_NODE,
    CStruct.EVENT_HANDLER,
    CStruct.EVENT_HANDLER_CONTEXT
  };

  private static final int LOOP = 0;
  private static final int BASE = 1;
  private static final int ID = 2;
  private static final int HANDLER = 3;
  private static final int CONTEXT = 4;

  /**
   * Registers a handler; {@code legacy} replaces the argument where the same one is in the list.
   *
   * @return false when there is no memory for it
   */
  boolean add(EventBase<?> base, int id, EventHandlerInstance context, boolean legacy) {
    for (int i = 0; i < NODES.length; i++) {
      if (!memory.take(NODES[i])) {
        for (int taken = 0; taken < i; taken++) {
          memory.give(NODES[taken].bytes());
        }
        return false;
      }
    }
    appended = 0;
    insert(base, id, context, legacy);
    for (int i = 0; i < NODES.length; i++) {
      if ((appended & 1 << i) == 0) {
        memory.give(NODES[i].bytes());
      }
    }
    return true;
  }

  private void insert(EventBase<?> base, int id, EventHandlerInstance context, boolean legacy) {
    boolean loopLevel = isAny(base) && id == EspEvent.ESP_EVENT_ANY_ID;
    LoopNode node = loopNodes.last();
    if (node == null || (loopLevel && !node.bases.isEmpty())) {
      node = new LoopNode();
      loopNodes.append(node);
      appended |= 1 << LOOP;
    }
    if (loopLevel) {
      addHandler(node.handlers, context, legacy);
    } else {
      addToBase(node, base, id, context, legacy);
    }
  }

  private void addToBase(
      LoopNode loopNode, EventBase<?> base, int id, EventHandlerInstance context, boolean legacy) {
    boolean anyId = id == EspEvent.ESP_EVENT_ANY_ID;
    BaseNode node = null;
    BaseNode last = null;
    for (BaseNode each = loopNode.bases.first; each != null; each = each.next) {
      if (each.base == base) {
        node = each;
      }
      last = each;
    }
    if (node == null
        || (anyId && !node.ids.isEmpty())
        || (anyId && last != null && last.base != base && !last.ids.isEmpty())) {
      node = new BaseNode(base);
      loopNode.bases.append(node);
      appended |= 1 << BASE;
    }
    if (anyId) {
      addHandler(node.handlers, context, legacy);
      return;
    }
    IdNode idNode = node.ids.first;
    while (idNode != null && idNode.id != id) {
      idNode = idNode.next;
    }
    if (idNode == null) {
      idNode = new IdNode(id);
      node.ids.append(idNode);
      appended |= 1 << ID;
    }
    addHandler(idNode.handlers, context, legacy);
  }

  private void addHandler(
      NodeList<HandlerNode> handlers, EventHandlerInstance context, boolean legacy) {
    if (legacy) {
      for (HandlerNode each = handlers.first; each != null; each = each.next) {
        if (each.context.handler == context.handler) {
          each.context.arg = context.arg;
          EspLog.w(TAG, "handler already registered, overwriting");
          return;
        }
      }
    }
    handlers.append(new HandlerNode(context));
    appended |= 1 << HANDLER;
    appended |= 1 << CONTEXT;
  }

  /**
   * Unregisters: a legacy context by its handler, an instance by identity. Goes on behind a match
   * unless the lists around it became empty, as the genuine code does, so that one call may remove
   * several.
   */
  void remove(EventBase<?> base, int id, EventHandlerInstance context, boolean legacy) {
    for (LoopNode each = loopNodes.first; each != null; each = each.next) {
      if (removeFromLoopNode(each, base, id, context, legacy)
          && each.bases.isEmpty()
          && each.handlers.isEmpty()) {
        loopNodes.remove(each);
        memory.give(CStruct.EVENT_LOOP_NODE.bytes());
        return;
      }
    }
  }

  private boolean removeFromLoopNode(
      LoopNode node, EventBase<?> base, int id, EventHandlerInstance context, boolean legacy) {
    if (isAny(base) && id == EspEvent.ESP_EVENT_ANY_ID) {
      return removeHandler(node.handlers, context, legacy);
    }
    for (BaseNode each = node.bases.first; each != null; each = each.next) {
      if (each.base == base
          && removeFromBaseNode(each, id, context, legacy)
          && each.handlers.isEmpty()
          && each.ids.isEmpty()) {
        node.bases.remove(each);
        memory.give(CStruct.EVENT_BASE_NODE.bytes());
        return true;
      }
    }
    return false;
  }

  private boolean removeFromBaseNode(
      BaseNode node, int id, EventHandlerInstance context, boolean legacy) {
    if (id == EspEvent.ESP_EVENT_ANY_ID) {
      return removeHandler(node.handlers, context, legacy);
    }
    for (IdNode each = node.ids.first; each != null; each = each.next) {
      if (each.id == id
          && removeHandler(each.handlers, context, legacy)
          && each.handlers.isEmpty()) {
        node.ids.remove(each);
        memory.give(CStruct.EVENT_ID_NODE.bytes());
        return true;
      }
    }
    return false;
  }

  private boolean removeHandler(
      NodeList<HandlerNode> handlers, EventHandlerInstance context, boolean legacy) {
    for (HandlerNode each = handlers.first; each != null; each = each.next) {
      if (legacy ? each.context.handler == context.handler : each.context == context) {
        handlers.remove(each);
        memory.give(CStruct.EVENT_HANDLER.bytes());
        memory.give(CStruct.EVENT_HANDLER_CONTEXT.bytes());
        return true;
      }
    }
    return false;
  }

  /**
   * Unregisters as current ESP-IDF does ({@code loop_remove_handler}): the first match goes.
   *
   * @return whether there was one
   */
  boolean removeFirst(HandlerRemoval removal) {
    for (LoopNode each = loopNodes.first; each != null; each = each.next) {
      if (removeFirst(each, removal)) {
        if (each.bases.isEmpty() && each.handlers.isEmpty()) {
          loopNodes.remove(each);
          memory.give(CStruct.EVENT_LOOP_NODE.bytes());
        }
        return true;
      }
    }
    return false;
  }

  private boolean removeFirst(LoopNode node, HandlerRemoval removal) {
    boolean anyId = removal.id() == EspEvent.ESP_EVENT_ANY_ID;
    if (isAny(removal.base()) && anyId) {
      return removeHandler(node.handlers, removal.context(), removal.legacy());
    }
    for (BaseNode each = node.bases.first; each != null; each = each.next) {
      if (each.base == removal.base() && removeFirst(each, removal)) {
        if (each.handlers.isEmpty() && each.ids.isEmpty()) {
          node.bases.remove(each);
          memory.give(CStruct.EVENT_BASE_NODE.bytes());
        }
        return true;
      }
    }
    return false;
  }

  private boolean removeFirst(BaseNode node, HandlerRemoval removal) {
    if (removal.id() == EspEvent.ESP_EVENT_ANY_ID) {
      return removeHandler(node.handlers, removal.context(), removal.legacy());
    }
    for (IdNode each = node.ids.first; each != null; each = each.next) {
      if (each.id == removal.id()
          && removeHandler(each.handlers, removal.context(), removal.legacy())) {
        if (each.handlers.isEmpty()) {
          node.ids.remove(each);
          memory.give(CStruct.EVENT_ID_NODE.bytes());
        }
        return true;
      }
    }
    return false;
  }

  /** Frees everything ({@code esp_event_loop_delete}). */
  void clear() {
    memory.release();
    for (LoopNode loop = loopNodes.first; loop != null; loop = loop.next) {
      free(loop.handlers);
      for (BaseNode base = loop.bases.first; base != null; base = base.next) {
        free(base.handlers);
        for (IdNode id = base.ids.first; id != null; id = id.next) {
          free(id.handlers);
          id.freed = true;
        }
        base.freed = true;
      }
      loop.freed = true;
    }
    loopNodes.first = null;
  }

  private static void free(NodeList<HandlerNode> handlers) {
    for (HandlerNode each = handlers.first; each != null; each = each.next) {
      each.freed = true;
    }
  }

  /**
   * Calls every handler of an event. Each walk notes the next node before it calls, like C's {@code
   * SLIST_FOREACH_SAFE}: the current node may go, the next one may not.
   *
   * @return whether there was one
   */
  boolean dispatch(EventBase<?> base, int id, @Nullable Object data, Caller caller) {
    boolean called = false;
    LoopNode loopNode = loopNodes.first;
    while (loopNode != null) {
      assertThere(loopNode.freed, "the list of handlers that follows the running one");
      LoopNode nextLoop = loopNode.next;
      called |= callAll(loopNode.handlers, base, id, data, caller);
      assertThere(
          loopNode.freed, "its list of handlers: the last handler for all events removed itself");
      BaseNode baseNode = loopNode.bases.first;
      while (baseNode != null) {
        BaseNode nextBase = baseNode.next;
        if (baseNode.freed) {
          warnOfFreedBase();
        } else if (baseNode.base == base) {
          called |= dispatchToBase(baseNode, base, id, data, caller);
        }
        baseNode = nextBase;
      }
      loopNode = nextLoop;
    }
    return called;
  }

  private static boolean dispatchToBase(
      BaseNode node, EventBase<?> base, int id, @Nullable Object data, Caller caller) {
    boolean called = callAll(node.handlers, base, id, data, caller);
    if (node.freed) {
      warnOfFreedBase();
    }
    for (IdNode each = node.ids.first; each != null; each = each.next) {
      if (each.id == id) {
        called |= callAll(each.handlers, base, id, data, caller);
        break;
      }
    }
    return called;
  }

  private static boolean callAll(
      NodeList<HandlerNode> handlers,
      EventBase<?> base,
      int id,
      @Nullable Object data,
      Caller caller) {
    HandlerNode node = handlers.first;
    boolean called = false;
    while (node != null) {
      assertThere(node.freed, "the handler directly behind the one that unregistered it");
      HandlerNode next = node.next;
      if (!node.unregistered) {
        caller.call(node, base, id, data);
        called = true;
      }
      node = next;
    }
    return called;
  }

  private static void assertThere(boolean freed, String what) {
    if (freed) {
      throw EspAbort.useAfterFree(
          "esp_event_loop_run", what + ", freed by esp_event_handler_unregister_with");
    }
  }

  /**
   * The chip reads freed memory here as well, but only fields that stay intact until the memory is
   * used again: it goes on, and so do we.
   */
  private static void warnOfFreedBase() {
    Lint.warn(
        "esp_event-freed-base",
        "a handler unregistered the last handler of a base that is being dispatched:"
            + " esp_event_loop_run reads freed memory there");
  }

  private static boolean isAny(EventBase<?> base) {
    return base == EspEvent.ESP_EVENT_ANY_BASE;
  }

  /** What registering or unregistering all bases with one id answers, null when it is allowed. */
  static @Nullable EspErr refusal(EventBase<?> base, int id, String verb, EspErr error) {
    if (isAny(base) && id != EspEvent.ESP_EVENT_ANY_ID) {
      EspLog.e(TAG, "%s to any event base with specific id unsupported", verb);
      return error;
    }
    return null;
  }
}
