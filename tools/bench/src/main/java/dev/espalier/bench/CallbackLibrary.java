package dev.espalier.bench;

import java.util.ArrayList;
import java.util.List;

/** A library that calls back on a thread of its own. */
abstract class CallbackLibrary implements Library {
  private static final byte[] NO_ANSWER = {};

  /** Connects and waits until messages can be sent. */
  abstract Load.Link open(Target server, String path, Load load) throws Exception;

  @Override
  public final void echo(Target server, int size, int operations, Stopwatch watch)
      throws Exception {
    byte[] message = new byte[size];
    run(server, "/echo", new Load(operations, message), message, 1, watch);
  }

  @Override
  public final void send(Target server, int size, int operations, Stopwatch watch)
      throws Exception {
    run(server, "/sink/" + operations, new Load(1, NO_ANSWER), new byte[size], operations, watch);
  }

  @Override
  public final void receive(Target server, int size, int operations, Stopwatch watch)
      throws Exception {
    String path = "/source/" + operations + "/" + size;
    run(server, path, new Load(operations, NO_ANSWER), new byte[1], 1, watch);
  }

  private void run(
      Target server, String path, Load load, byte[] message, int messages, Stopwatch watch)
      throws Exception {
    Load.Link link = open(server, path, load);
    watch.start();
    link.sendAll(message, messages);
    load.await();
    watch.stop();
    link.close();
  }

  @Override
  public final void connect(Target server, int operations, Stopwatch watch) throws Exception {
    watch.start();
    for (int i = 0; i < operations; i++) {
      open(server, "/echo", new Load(1, NO_ANSWER)).close();
    }
    watch.stop();
  }

  @Override
  public final AutoCloseable idle(Target server, int connections) throws Exception {
    List<Load.Link> open = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      open.add(open(server, "/echo", new Load(1, NO_ANSWER)));
    }
    return () -> {
      for (Load.Link link : open) {
        link.close();
      }
    };
  }
}
