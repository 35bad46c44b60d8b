package dev.espalier.emulator.tls;

import dev.espalier.hal.port.TlsClientSetup;
import dev.espalier.hal.port.TlsEngine;
import dev.espalier.hal.port.TlsServerSetup;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/** A client and a server with a wire between them that is in memory. */
final class TlsPair {
  final TlsEngine client;
  final ServerEngine server;
  final ByteArrayOutputStream toServer = new ByteArrayOutputStream();
  final ByteArrayOutputStream toClient = new ByteArrayOutputStream();
  int clientCode;
  int serverCode;

  TlsPair(TlsClientSetup client, TlsServerSetup server) {
    this(client, server, 1);
  }

  TlsPair(TlsClientSetup client, TlsServerSetup server, long seed) {
    this(machine(seed).client(client), machine(seed + 1).server(server));
  }

  TlsPair(TlsEngine client, ServerEngine server) {
    this.client = client;
    this.server = server;
  }

  static TlsMachine machine(long seed) {
    return new TlsMachine(new Random(seed)::nextInt);
  }

  /** Lets both talk until neither has anything to say. */
  TlsPair run() {
    while (client.outputLeft() + server.outputLeft() > 0) {
      while (client.outputLeft() > 0) {
        serverCode = first(serverCode, move(client, server, toServer, Integer.MAX_VALUE));
      }
      while (server.outputLeft() > 0) {
        clientCode = first(clientCode, move(server, client, toClient, Integer.MAX_VALUE));
      }
    }
    return this;
  }

  private static int first(int code, int next) {
    return code != 0 ? code : next;
  }

  /** Moves the next record, in pieces of at most so many bytes. */
  static int move(TlsEngine from, TlsEngine to, ByteArrayOutputStream copy, int piece) {
    while (from.outputLeft() > 0) {
      int count = Math.min(piece, Math.min(from.outputLeft(), to.inputWanted()));
      System.arraycopy(from.output(), from.outputOffset(), to.input(), to.inputOffset(), count);
      copy.write(from.output(), from.outputOffset(), count);
      boolean last = count == from.outputLeft();
      from.sent(count);
      int code = to.received(count);
      if (code != 0 || last) {
        drop(from, last);
        return code;
      }
    }
    return 0;
  }

  private static void drop(TlsEngine from, boolean nothingLeft) {
    if (!nothingLeft) {
      from.sent(from.outputLeft());
    }
  }

  /** What can be read at once, at most so many bytes. */
  static byte[] read(TlsEngine from, int limit) {
    byte[] buffer = new byte[limit];
    int count = from.read(buffer, 0, limit);
    return Arrays.copyOf(buffer, count);
  }
}
