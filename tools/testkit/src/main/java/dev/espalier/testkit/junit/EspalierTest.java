package dev.espalier.testkit.junit;

import dev.espalier.hal.profile.Profile;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test a world of its own, on virtual time: its parameters may be a {@code Lab}, or the
 * {@code Simulation}, {@code Board}, {@code WebSocketServer} (host {@code server}, port 80), {@code
 * SimulatedNetwork}, {@code ConsoleLog} or {@code Faults} of it, or a {@code java.time.Clock} that
 * shows simulated time since 1970.
 *
 * <pre>{@code
 * @EspalierTest
 * void connectsAgainAfterAReset(Lab lab, WebSocketServer server) {
 *   lab.boot(new MyFirmware());
 *   lab.awaitLog("connected", Duration.ofSeconds(5));
 *   server.last().reset();
 *   lab.awaitLog("connected", 2, Duration.ofSeconds(20));
 * }
 * }</pre>
 *
 * <p>On a method it makes the test, with {@link #seeds} once for each seed; on a class it says what
 * the {@code @Test} methods get. A panic that the test did not await fails it, and so does what
 * firmware leaves behind when it is done: open sockets, clients and transports that were not
 * destroyed.
 */
@Documented
@Inherited
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(EspalierExtension.class)
@TestTemplate
public @interface EspalierTest {
  /**
   * The seed of all that is random; the first one of several.
   *
   * @return any number
   */
  long seed() default 1;

  /**
   * With how many seeds the test is run. {@code -Despalier.seed=N} runs it with that one only.
   *
   * @return 1 or more
   */
  int seeds() default 1;

  /**
   * Whether the seed also picks among tasks of equal priority and inserts pre-emptions.
   *
   * @return false for first come, first served
   */
  boolean explore() default false;

  /**
   * The version that is mirrored.
   *
   * @return the profile
   */
  Profile profile() default Profile.IDF_4_4;

  /**
   * Options of the sdkconfig.
   *
   * @return such as {@code CONFIG_FREERTOS_HZ=1000}
   */
  String[] sdkconfig() default {};

  /**
   * How often a board may panic and boot again; the next panic ends the run.
   *
   * @return 0 or more
   */
  int panics() default 0;

  /**
   * How large the boards' heaps are.
   *
   * @return bytes that are free when {@code app_main} begins; 0 for what an ESP32 with Wi-Fi has
   */
  int heap() default 0;

  /**
   * How many boards there are.
   *
   * @return 1 or more
   */
  int boards() default 1;
}
