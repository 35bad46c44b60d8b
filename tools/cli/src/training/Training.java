import dev.espalier.hal.Firmware;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;

/** What the start-up cache is trained with: the way from the command line to a log line. */
public final class Training implements Firmware {
  private static final String TAG = "training";

  @Override
  public void appMain() {
    EspLog.i(TAG, "app_main at tick %d", Task.getTickCount());
    Task.delay(Timeout.millis(10));
    EspLog.i(TAG, "done");
  }
}
