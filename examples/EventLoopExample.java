import dev.espalier.hal.Firmware;
import dev.espalier.hal.event.EventBase;
import dev.espalier.hal.event.EventLoop;
import dev.espalier.hal.event.EventLoopArgs;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;

/**
 * Two event loops of the firmware's own: one with a task that runs it, one that the firmware runs
 * itself. A source posts to them in turn.
 *
 * <p>The C original is ESP-IDF v4.4's {@code examples/system/esp_event/user_event_loops}. There the
 * application task runs its loop for ever; here it stops when the source is done, so that the run
 * has an end.
 *
 * <pre>
 *   ./espalier run examples/EventLoopExample.java
 *   ./espalier run examples/EventLoopExample.java --net none --clock virtual     in no time
 * </pre>
 */
public final class EventLoopExample implements Firmware {
  private static final String TAG = "user_event_loops";
  private static final int ITERATIONS = 10;
  private static final int PERIOD_MS = 500;

  // ESP_EVENT_DEFINE_BASE(TASK_EVENTS); its events carry an int.
  private static final EventBase<Integer> TASK_EVENTS = EventBase.define("TASK_EVENTS");
  private static final int TASK_ITERATION_EVENT = 0;

  private EventLoop loopWithTask;
  private EventLoop loopWithoutTask;
  private boolean sourceIsDone;

  private void applicationTask() {
    while (!sourceIsDone) {
      EspLog.i(TAG, "application_task: running application task");
      loopWithoutTask.run(Timeout.ticks(100)).orAbort();
      Task.delay(Timeout.ticks(10));
    }
    Task.current().delete();
  }

  /** The same handler serves both loops; its argument tells which. */
  private void taskIterationHandler(Object arg, EventBase<?> base, int id, Integer iteration) {
    EspLog.i(
        TAG,
        "handling %s:%s from %s, iteration %d",
        base.name(),
        "TASK_ITERATION_EVENT",
        nameOf((EventLoop) arg),
        iteration);
  }

  private void taskEventSource() {
    for (int iteration = 1; iteration <= ITERATIONS; iteration++) {
      EventLoop loop = iteration % 2 == 0 ? loopWithTask : loopWithoutTask;
      EspLog.i(
          TAG,
          "posting %s:%s to %s, iteration %d out of %d",
          TASK_EVENTS.name(),
          "TASK_ITERATION_EVENT",
          nameOf(loop),
          iteration,
          ITERATIONS);
      loop.post(TASK_EVENTS, TASK_ITERATION_EVENT, iteration, Timeout.FOREVER).orAbort();
      Task.delay(Timeout.millis(PERIOD_MS));
    }
    Task.delay(Timeout.millis(PERIOD_MS));
    EspLog.i(TAG, "deleting task event source");
    sourceIsDone = true;
    Task.current().delete();
  }

  private String nameOf(EventLoop loop) {
    return loop == loopWithTask ? "loop_with_task" : "loop_without_task";
  }

  @Override
  public void appMain() {
    EspLog.i(TAG, "setting up");
    int priority = Task.current().priorityGet();
    loopWithTask = EventLoop.create(EventLoopArgs.withTask(5, "loop_task", priority, 3072));
    loopWithoutTask = EventLoop.create(EventLoopArgs.withoutTask(5));

    loopWithTask.handlerInstanceRegister(
        TASK_EVENTS, TASK_ITERATION_EVENT, this::taskIterationHandler, loopWithTask);
    loopWithoutTask.handlerInstanceRegister(
        TASK_EVENTS, TASK_ITERATION_EVENT, this::taskIterationHandler, loopWithoutTask);

    EspLog.i(TAG, "starting event source");
    Task.create("task_event_source", 2048, priority, this::taskEventSource);
    EspLog.i(TAG, "starting application task");
    Task.create("application_task", 2048, priority, this::applicationTask);
  }
}
