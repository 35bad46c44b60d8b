package dev.espalier.cli;

import dev.espalier.emulator.net.SimHost;
import dev.espalier.hal.port.Network.Endpoint;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Speaks the Autobahn test suite's protocol for clients: {@code /getCaseCount}, {@code
 * /runCase?case=N&agent=…}, {@code /updateReports?agent=…}.
 */
final class FuzzingServer {
  private final SimHost host;
  private final List<FuzzingCase> cases;
  private final Map<Integer, String> verdicts = new TreeMap<>();
  private final Endpoint listener;
  private boolean reported;

  FuzzingServer(SimHost host, int port, List<FuzzingCase> cases) {
    this.host = host;
    this.cases = cases;
    listener = host.open(false, false);
    check(listener.bind(new InetSocketAddress(host.addresses().getFirst(), port)));
    check(listener.listen(4));
    listener.onReady(this::accept);
  }

  private static void check(int result) {
    if (result < 0) {
      throw new IllegalStateException("errno " + -result);
    }
  }

  private void accept() {
    for (Endpoint e = listener.accept(); e != null; e = listener.accept()) {
      new FuzzingConnection(host, e, this::caseOf);
    }
  }

  /** What to play for a request, by its path and query. */
  private FuzzingConnection.Played caseOf(String path) {
    if (path.equals("/getCaseCount")) {
      byte[] count = Frames.text(Integer.toString(cases.size()));
      return new FuzzingConnection.Played(
          new FuzzingCase.Builder("count").send(count).serverCloses(), verdict -> {});
    }
    if (path.startsWith("/updateReports?agent=")) {
      reported = true;
      return new FuzzingConnection.Played(
          new FuzzingCase.Builder("report").serverCloses(), verdict -> {});
    }
    int number = Integer.parseInt(path.replaceFirst("/runCase\\?case=(\\d+)&agent=.+", "$1"));
    return new FuzzingConnection.Played(
        cases.get(number - 1), verdict -> verdicts.put(number, verdict));
  }

  /** What is to be said of each case, {@code "OK"} if nothing. */
  Map<Integer, String> verdicts() {
    return verdicts;
  }

  /** Whether the client has asked for the report. */
  boolean reported() {
    return reported;
  }
}
