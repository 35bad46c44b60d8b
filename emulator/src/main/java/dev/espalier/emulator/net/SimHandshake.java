package dev.espalier.emulator.net;

import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Kernel.Alarm;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One attempt to connect: SYN, SYN-ACK, ACK. */
final class SimHandshake {
  /** Linux's {@code tcp_syn_retries}: after 1, 3, 7, 15, 31 and 63 s, failing after 127 s. */
  private static final int RETRIES_MAX = 6;

  private static final long RETRY_NANOS = 1_000_000_000;

  private final SimTcp client;
  private final SimHost home;
  private final @Nullable SimHost target;
  private final InetSocketAddress address;
  private final Alarm retry;
  private int attempt;
  private boolean over;
  private @Nullable SimTcp server;
  private @Nullable SimListener queue;

  SimHandshake(SimTcp client, @Nullable SimHost target, InetSocketAddress address) {
    this.client = client;
    this.home = client.host();
    this.target = target;
    this.address = address;
    this.retry = home.uplink().alarm(this::send);
  }

  /** Gives the attempt up. */
  void cancel() {
    over = true;
    retry.cancel();
    SimTcp reached = server;
    if (reached != null) {
      reached.resetByPeer(home.now() + forth().latency());
    }
    if (queue != null) {
      queue.abandoned();
      queue = null;
    }
  }

  void send() {
    if (over) {
      return;
    }
    if (attempt > RETRIES_MAX) {
      over = true;
      client.fail(Errno.ETIMEDOUT);
      return;
    }
    long delay = 0;
    boolean lost = target == null;
    if (target != null) {
      SimVerdict verdict = home.network().judge(SimPacket.Kind.SYN, client, target, 0, 0, attempt);
      switch (verdict) {
        case SimVerdict.Drop _ -> lost = true;
        case SimVerdict.Reset _ -> {
          refuse(home.now() + forth().latency() + back().latency());
          return;
        }
        case SimVerdict.Delay later -> delay = later.nanos();
        case SimVerdict.Pass _ -> {}
      }
    }
    if (!lost && target != null) {
      target.at(forth().arrival(home.now(), 0) + delay, this::synArrived);
    }
    retry.set(home.now() + (RETRY_NANOS << attempt));
    attempt++;
  }

  private SimPath forth() {
    return home.network().path(home, there(), client.isLoopback());
  }

  private SimPath back() {
    return home.network().path(there(), home, client.isLoopback());
  }

  private SimHost there() {
    return target == null ? home : target;
  }

  private void synArrived() {
    if (over || server != null) {
      return;
    }
    SimHost host = there();
    SimTcp listening = host.listenerAt(address);
    if (listening == null) {
      refuse(back().arrival(host.now(), 0));
      return;
    }
    SimListener waiting = listening.acceptQueue();
    if (waiting == null || waiting.isFull()) {
      return; // the client tries again
    }
    waiting.begun();
    queue = waiting;
    SimTcp reached = SimTcp.accepted(listening, address, client);
    server = reached;
    home.at(back().arrival(host.now(), 0), () -> established(listening, reached));
  }

  private void refuse(long time) {
    retry.cancel();
    home.at(
        time,
        () -> {
          if (!over) {
            over = true;
            client.fail(Errno.ECONNREFUSED);
          }
        });
  }

  private void established(SimTcp listening, SimTcp reached) {
    if (over) {
      return;
    }
    over = true;
    retry.cancel();
    client.established(reached);
    there().at(forth().arrival(home.now(), 0), () -> completed(listening, reached));
  }

  private static void completed(SimTcp listening, SimTcp reached) {
    SimListener queue = listening.acceptQueue();
    if (queue == null) {
      reached.abort();
      return;
    }
    if (reached.isDead()) {
      queue.abandoned();
      return;
    }
    queue.completed(reached);
    listening.changed();
  }
}
