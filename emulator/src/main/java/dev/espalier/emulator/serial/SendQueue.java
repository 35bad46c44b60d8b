package dev.espalier.emulator.serial;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the host has to send: frames without data first, then a frame of each socket in turn, so
 * that a bulk transfer starves nobody. Owner: {@link HostSession}.
 */
final class SendQueue {
  /** More than wait in order; what could pile up without end is merged from here on. */
  private static final int LONG = 64;

  private final List<Message> control = new ArrayList<>();
  private final LinkedHashSet<TunnelSocket> ready = new LinkedHashSet<>();

  void add(Message message) {
    if (control.size() < LONG || !merge(message)) {
      control.add(message);
    }
  }

  /**
   * A long queue does not grow by what takes the place of something in it: a board that
   * acknowledges slowly, or not at all, must not fill the memory.
   */
  private boolean merge(Message message) {
    for (int i = 0; i < control.size(); i++) {
      Message both = merged(control.get(i), message);
      if (both != null) {
        control.set(i, both);
        return true;
      }
    }
    return false;
  }

  /** One message that does what two do; null when both are needed. */
  private static @Nullable Message merged(Message old, Message newer) {
    return switch (newer) {
      case SocketMessage.Credit more
          when old instanceof SocketMessage.Credit credit && credit.id() == more.id() ->
          new SocketMessage.Credit(
              more.id(), credit.bytes() + more.bytes(), credit.datagrams() + more.datagrams());
      case SocketMessage.SetOpt option
          when old instanceof SocketMessage.SetOpt former
              && former.id() == option.id()
              && former.option() == option.option() ->
          newer;
      case SocketMessage.Connect peer
          when old instanceof SocketMessage.Connect former && former.id() == peer.id() ->
          newer;
      case BoardMessage.WifiJoin _, BoardMessage.WifiLeave _
          when old instanceof BoardMessage.WifiJoin || old instanceof BoardMessage.WifiLeave ->
          newer;
      default -> null;
    };
  }

  /** A socket has data to send. */
  void ready(TunnelSocket socket) {
    ready.add(socket);
  }

  void clear() {
    control.clear();
    ready.clear();
  }

  /** Sends as much as the link takes. */
  void pump(NumberedLink link, long now) {
    int payload = link.limits().payload();
    while (true) {
      if (!control.isEmpty()) {
        Message first = control.getFirst();
        byte[] body = first.body();
        if (!link.hasRoom(body.length)) {
          return;
        }
        Message _ = control.removeFirst();
        link.send(first.type(), body, now);
      } else if (ready.isEmpty() || !link.hasRoom(payload)) {
        return;
      } else {
        TunnelSocket socket = ready.removeFirst();
        SocketMessage data = socket.next(payload);
        if (data != null) {
          link.send(data.type(), data.body(), now);
          if (socket.isInPieces()) {
            ready.addFirst(socket);
          } else {
            ready.add(socket);
          }
        }
      }
    }
  }
}
