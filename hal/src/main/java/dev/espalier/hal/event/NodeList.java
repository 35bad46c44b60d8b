package dev.espalier.hal.event;

import org.jspecify.annotations.Nullable;

/**
 * A singly linked list with the semantics of C's {@code SLIST}: a removed node is freed, yet keeps
 * its link, so that a walk that stands on it can go on as C's does.
 *
 * @param <N> the nodes
 */
final class NodeList<N extends NodeList.Node<N>> {
  /**
   * What can be in a list.
   *
   * @param <N> the node's own type
   */
  abstract static class Node<N> {
    @Nullable N next;

    /** True once it was removed: C would use freed memory by looking at it. */
    boolean freed;
  }

  @Nullable N first;

  boolean isEmpty() {
    return first == null;
  }

  void append(N node) {
    N last = last();
    if (last == null) {
      first = node;
    } else {
      last.next = node;
    }
  }

  @Nullable N last() {
    N last = null;
    for (N each = first; each != null; each = each.next) {
      last = each;
    }
    return last;
  }

  @SuppressWarnings("ReferenceEquality") // Nodes are told apart by identity.
  void remove(N node) {
    N before = null;
    N at = first;
    while (at != null && at != node) {
      before = at;
      at = at.next;
    }
    if (before == null) {
      first = node.next;
    } else {
      before.next = node.next;
    }
    node.freed = true;
  }
}
