package dev.espalier.hal.system;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;

/**
 * Sleep ({@code esp_sleep.h}). Deep sleep ends in a reset: RAM is lost, {@link RtcData}, flash and
 * the time of day stay. The timer is the only thing that wakes a board here, besides its reset
 * button.
 */
public final class EspSleep {
  private static final String TAG = "sleep";
  private static final BoardLocal<EspSleep> OF_BOARD = BoardLocal.of(EspSleep::new);

  private boolean timerEnabled;
  private long timerMicros;
  private boolean wokeFromLightSleep;

  private EspSleep() {}

  /**
   * Lets the timer end the sleeps to come.
   *
   * @param micros how long they last
   * @return {@code ESP_OK}
   */
  @EspApi("esp_sleep_enable_timer_wakeup")
  public static EspErr enableTimerWakeup(long micros) {
    EspSleep sleep = enter();
    sleep.timerEnabled = true;
    sleep.timerMicros = micros;
    return EspErr.ESP_OK;
  }

  /**
   * Lets something end no sleep any more.
   *
   * @param source what, {@code ESP_SLEEP_WAKEUP_ALL} for everything
   * @return {@code ESP_OK}; {@code ESP_ERR_INVALID_STATE} when it was not enabled
   */
  @EspApi("esp_sleep_disable_wakeup_source")
  public static EspErr disableWakeupSource(WakeupCause source) {
    EspSleep sleep = enter();
    boolean timer = source == WakeupCause.ESP_SLEEP_WAKEUP_TIMER && sleep.timerEnabled;
    if (timer || source == WakeupCause.ESP_SLEEP_WAKEUP_ALL) {
      sleep.timerEnabled = false;
      return EspErr.ESP_OK;
    }
    EspLog.e(TAG, "Incorrect wakeup source (%d) to disable.", source.value());
    return EspErr.ESP_ERR_INVALID_STATE;
  }

  /**
   * Begins deep sleep. The board starts anew when the timer ends it; without one it sleeps until
   * somebody presses its reset button.
   *
   * @return nothing; typed so that callers can write {@code throw EspSleep.deepSleepStart()}
   */
  @EspApi("esp_deep_sleep_start")
  @CanIgnoreReturnValue
  public static Error deepSleepStart() {
    EspSleep sleep = enter();
    return Chip.current().deepSleep(sleep.timerEnabled ? sleep.timerMicros * 1000 : Kernel.NEVER);
  }

  /**
   * Begins deep sleep for some time.
   *
   * @param micros how long
   * @return nothing; typed so that callers can write {@code throw EspSleep.deepSleep(...)}
   */
  @EspApi("esp_deep_sleep")
  @CanIgnoreReturnValue
  public static Error deepSleep(long micros) {
    enableTimerWakeup(micros).orAbort();
    return deepSleepStart();
  }

  /**
   * Sleeps with RAM and CPU state kept: no task runs meanwhile, and interrupts come afterwards.
   *
   * @return {@code ESP_OK}
   */
  @EspApi(
      value = "esp_light_sleep_start",
      fidelity = Fidelity.PARTIAL,
      note = "the timer alone ends it; does not look whether Wi-Fi was stopped")
  public static EspErr lightSleepStart() {
    EspSleep sleep = enter();
    Kernel kernel = Chip.current().kernel();
    if (!sleep.timerEnabled) {
      throw Chip.current().deepSleep(Kernel.NEVER); // Nothing can wake it, RAM or not.
    }
    kernel.suspendSwitching();
    kernel.cpu().mask(Kernel.NEVER);
    kernel.work(sleep.timerMicros * 1000);
    kernel.cpu().unmask();
    var _ = kernel.resumeSwitching();
    kernel.work(0);
    sleep.wokeFromLightSleep = true;
    return EspErr.ESP_OK;
  }

  /**
   * What ended the last sleep.
   *
   * @return {@code ESP_SLEEP_WAKEUP_TIMER}, or {@code ESP_SLEEP_WAKEUP_UNDEFINED} after any other
   *     reset
   */
  @EspApi("esp_sleep_get_wakeup_cause")
  public static WakeupCause getWakeupCause() {
    EspSleep sleep = enter();
    boolean slept = Chip.current().resetReason() == ResetReason.ESP_RST_DEEPSLEEP;
    return slept || sleep.wokeFromLightSleep
        ? WakeupCause.ESP_SLEEP_WAKEUP_TIMER
        : WakeupCause.ESP_SLEEP_WAKEUP_UNDEFINED;
  }

  private static EspSleep enter() {
    Chip.current().kernel().call();
    return OF_BOARD.get();
  }
}
