package dev.espalier.testkit.scenario;

import dev.espalier.emulator.fault.Fault;
import dev.espalier.emulator.fault.FaultRule;
import dev.espalier.emulator.fault.Trigger;
import dev.espalier.testkit.lab.EventNames;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads faults: {@code {at: 20s, fault: reset}}. */
final class FaultReader {
  private static final Map<String, Function<Yaml, Fault>> FAULTS =
      Map.ofEntries(
          Map.entry("latency", map -> new Fault.Latency(map.need("latency").time(), jitterOf(map))),
          Map.entry("bandwidth", map -> new Fault.Bandwidth(map.need("bandwidth").number())),
          Map.entry("loss", map -> new Fault.Loss(map.need("loss").probability())),
          Map.entry("stall", map -> new Fault.Stall()),
          Map.entry(
              "drip",
              map -> new Fault.Drip((int) map.need("drip").number(), map.need("every").time())),
          Map.entry("refuse", map -> new Fault.Refuse()),
          Map.entry("black-hole", map -> new Fault.BlackHole()),
          Map.entry("reset", map -> new Fault.Reset()),
          Map.entry("fin", map -> new Fault.Fin()),
          Map.entry(
              "answer",
              map ->
                  new Fault.Answer(
                      map.need("answer").text().getBytes(StandardCharsets.ISO_8859_1))),
          Map.entry(
              "tls-alert", map -> Fault.Answer.tlsAlert((int) map.need("tls-alert").number())),
          Map.entry(
              "captive-portal",
              map -> Fault.Answer.captivePortal(map.need("captive-portal").text())),
          Map.entry(
              "reorder",
              map -> new Fault.Reorder(map.need("reorder").probability(), map.need("late").time())),
          Map.entry("dns-fails", map -> new Fault.DnsFails()),
          Map.entry("dns-slow", map -> new Fault.DnsSlow(map.need("dns-slow").time())),
          Map.entry("dns-wrong", map -> new Fault.DnsWrong(address(map.need("dns-wrong")))),
          Map.entry("wifi-drop", map -> new Fault.WifiDrop((int) map.need("wifi-drop").number())),
          Map.entry("wifi-gone", map -> new Fault.WifiGone()),
          Map.entry(
              "wifi-refuse", map -> new Fault.WifiRefuse((int) map.need("wifi-refuse").number())),
          Map.entry(
              "signal-fades",
              map ->
                  new Fault.SignalFades(
                      (int) map.need("signal-fades").number(), map.need("over").time())),
          Map.entry("address-change", map -> new Fault.AddressChange()),
          Map.entry("power-loss", FaultReader::powerLoss),
          Map.entry("brown-out", map -> new Fault.BrownOut()),
          Map.entry("reset-button", map -> new Fault.ResetButton()));

  private FaultReader() {}

  private static Fault powerLoss(Yaml map) {
    long nanos = map.need("power-loss").time();
    return map.has("in-write")
        ? new Fault.PowerLossInWrite(nanos, map.need("in-write").number())
        : new Fault.PowerLoss(nanos);
  }

  private static long jitterOf(Yaml map) {
    return map.time("jitter", 0);
  }

  private static InetAddress address(Yaml value) {
    try {
      return InetAddress.ofLiteral(value.text());
    } catch (IllegalArgumentException e) {
      throw value.wrong("expected an address such as 10.0.0.7: '" + value.text() + "'");
    }
  }

  static FaultRule read(Yaml map) {
    Fault fault = fault(map.need("fault"));
    Trigger trigger = trigger(map);
    var rule =
        new FaultRule(
            fault,
            trigger,
            map.time("lasts", Long.MAX_VALUE),
            map.text("board", ""),
            map.text("host", ""),
            (int) map.number("port", 0));
    map.finish();
    return rule;
  }

  private static Fault fault(Yaml value) {
    String name = value.isMap() ? value.keys().getFirst() : value.text();
    Function<Yaml, Fault> maker = FAULTS.get(name);
    if (maker == null) {
      throw value.wrong(
          "unknown fault '"
              + name
              + "'"
              + Nearest.question(name, FAULTS.keySet())
              + "; known: "
              + String.join(", ", sorted(FAULTS)));
    }
    if (!value.isMap()) {
      try {
        return maker.apply(value);
      } catch (ScenarioException e) {
        throw value.wrong("'" + name + "' needs a value: write 'fault: {" + name + ": …}'");
      }
    }
    var _ = value.get(name);
    try {
      Fault fault = maker.apply(value);
      value.finish();
      return fault;
    } catch (IllegalArgumentException e) {
      throw value.wrong(String.valueOf(e.getMessage()));
    }
  }

  private static List<String> sorted(Map<String, ?> map) {
    return map.keySet().stream().sorted().toList();
  }

  private static Trigger trigger(Yaml map) {
    boolean each = map.has("each");
    if (map.has("chance") && each) {
      return new Trigger.Chance(map.need("chance").probability(), map.need("each").time());
    }
    Trigger trigger = sure(map);
    return map.has("chance")
        ? new Trigger.Perhaps(map.need("chance").probability(), trigger)
        : trigger;
  }

  private static Trigger sure(Yaml map) {
    if (map.has("on-connect")) {
      return new Trigger.Connected((int) map.need("on-connect").number(), map.time("after", 0));
    }
    if (map.has("on-log")) {
      return new Trigger.Log(
          map.need("on-log").text(), (int) map.number("nth", 1), map.time("after", 0));
    }
    if (map.has("on-event")) {
      EventNames.Kind kind = EventReader.read(map.need("on-event"));
      return new Trigger.Event(
          kind.base(), kind.id(), (int) map.number("nth", 1), map.time("after", 0));
    }
    if (map.has("at-byte-in")) {
      return bytes(map, true, "at-byte-in");
    }
    if (map.has("at-byte-out")) {
      return bytes(map, false, "at-byte-out");
    }
    if (map.has("every")) {
      long every = map.need("every").time();
      return new Trigger.Every(map.time("from", every), every);
    }
    return new Trigger.At(map.time("at", 0));
  }

  private static Trigger bytes(Yaml map, boolean inbound, String key) {
    Yaml count = map.need(key);
    try {
      return new Trigger.Bytes(inbound, count.number(), (int) map.number("connection", 1));
    } catch (IllegalArgumentException e) {
      throw count.wrong(String.valueOf(e.getMessage()));
    }
  }
}
