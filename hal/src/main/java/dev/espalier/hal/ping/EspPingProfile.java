package dev.espalier.hal.ping;

import dev.espalier.hal.lwip.SockAddr;
import java.util.function.Function;

/**
 * One of the things that a session knows ({@code esp_ping_profile_t}).
 *
 * @param <T> the type of its value
 */
public final class EspPingProfile<T> {
  /** The number of the last request, from 1. */
  public static final EspPingProfile<Integer> ESP_PING_PROF_SEQNO =
      new EspPingProfile<>(EspPing::sequence);

  /** The type of service of the last answer. */
  public static final EspPingProfile<Integer> ESP_PING_PROF_TOS =
      new EspPingProfile<>(session -> session.tos);

  /** The time to live that the last answer had left. */
  public static final EspPingProfile<Integer> ESP_PING_PROF_TTL =
      new EspPingProfile<>(session -> session.ttl);

  /** How many requests were sent. */
  public static final EspPingProfile<Integer> ESP_PING_PROF_REQUEST =
      new EspPingProfile<>(session -> session.transmitted);

  /** How many answers came. */
  public static final EspPingProfile<Integer> ESP_PING_PROF_REPLY =
      new EspPingProfile<>(session -> session.received);

  /** Who answered last; before that, whom the session asks. */
  public static final EspPingProfile<SockAddr> ESP_PING_PROF_IPADDR =
      new EspPingProfile<>(session -> session.receivedFrom);

  /** The bytes behind the ICMP header of the last answer. */
  public static final EspPingProfile<Integer> ESP_PING_PROF_SIZE =
      new EspPingProfile<>(session -> session.receivedBytes);

  /** The milliseconds that the last answer, or the wait for it, has taken. */
  public static final EspPingProfile<Long> ESP_PING_PROF_TIMEGAP =
      new EspPingProfile<>(session -> session.elapsedMillis);

  /** The milliseconds that all of them have taken. */
  public static final EspPingProfile<Long> ESP_PING_PROF_DURATION =
      new EspPingProfile<>(session -> session.totalMillis);

  private final Function<EspPing, T> reader;

  private EspPingProfile(Function<EspPing, T> reader) {
    this.reader = reader;
  }

  T of(EspPing session) {
    return reader.apply(session);
  }
}
