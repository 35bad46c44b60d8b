package dev.espalier.emulator.serial;

import dev.espalier.hal.port.Network;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The connections that wait to be accepted, and the ids that the board may use for more. Owner: one
 * listening {@link SerialTcp}.
 */
final class SerialListener {
  /** More waits in the board's own backlog. */
  private static final int SLOTS_MAX = 4;

  /** Ids left for sockets that firmware opens. */
  private static final int SPARE_IDS = 2;

  private final SerialStack stack;
  private final boolean ipv6;
  private final Deque<SerialTcp> ready = new ArrayDeque<>();
  private final Deque<Slot> slots = new ArrayDeque<>();
  private int backlog;
  private int id = -1;

  SerialListener(SerialStack stack, boolean ipv6, int backlog) {
    this.stack = stack;
    this.ipv6 = ipv6;
    this.backlog = backlog;
  }

  void backlog(int value) {
    backlog = value;
  }

  int backlogByte() {
    return Math.clamp(backlog, 1, 255);
  }

  boolean isEmpty() {
    return ready.isEmpty();
  }

  /** Listening has begun on the board. */
  void opened(int newId) {
    id = newId;
    offer();
  }

  private void offer() {
    SocketTable table = stack.session().sockets();
    while (id >= 0
        && ready.size() + slots.size() < Math.clamp(backlog, 1, SLOTS_MAX)
        && (slots.isEmpty() || table.free() > SPARE_IDS)) {
      Slot slot = new Slot();
      slot.id = table.take(slot);
      if (slot.id < 0) {
        return;
      }
      slots.add(slot);
      stack.send(new SocketMessage.AcceptSlot(id, slot.id, SerialTcp.RECEIVE_WINDOW));
    }
  }

  void accepted(SocketMessage.Accepted accepted) throws ViolationException {
    SocketTable table = stack.session().sockets();
    if (!(table.at(accepted.id()) instanceof Slot slot) || !slots.remove(slot)) {
      throw new ViolationException("it accepts into " + accepted.id() + ", which is no slot");
    }
    SerialTcp made = SerialTcp.accepted(stack, ipv6, accepted, stack.socketBuffer());
    table.replace(accepted.id(), made);
    ready.add(made);
  }

  /** Takes a connection, and offers the board another slot. */
  Network.@Nullable Endpoint take() {
    SerialTcp taken = ready.poll();
    offer();
    return taken;
  }

  void close() {
    id = -1;
    for (Slot slot = slots.poll(); slot != null; slot = slots.poll()) {
      stack.close(slot.id, true);
    }
    for (SerialTcp nobodys = ready.poll(); nobodys != null; nobodys = ready.poll()) {
      int _ = nobodys.option(Network.Option.LINGER, 0);
      nobodys.close();
    }
  }

  void lost() {
    id = -1;
    slots.clear();
  }

  /** An id that the board may use for a connection. */
  private static final class Slot implements TunnelSocket {
    private int id = -1;

    @Override
    public void status(SocketMessage.Status status) throws ViolationException {
      throw new ViolationException("it answers for the slot " + id);
    }

    @Override
    public void data(byte[] bytes) throws ViolationException {
      throw new ViolationException("it sends data into the slot " + id);
    }

    @Override
    public void datagram(SocketMessage.Dgram piece) throws ViolationException {
      throw new ViolationException("it sends a datagram into the slot " + id);
    }

    @Override
    public void credit(SocketMessage.Credit credit) throws ViolationException {
      throw new ViolationException("it gives credit for the slot " + id);
    }

    @Override
    public void end() throws ViolationException {
      throw new ViolationException("it ends the slot " + id);
    }

    @Override
    public void accepted(SocketMessage.Accepted accepted) throws ViolationException {
      throw new ViolationException("it accepts on the slot " + id);
    }

    @Override
    public @Nullable SocketMessage next(int payload) {
      return null;
    }

    @Override
    public void lost() {}
  }
}
