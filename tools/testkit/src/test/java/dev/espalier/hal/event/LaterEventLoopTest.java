package dev.espalier.hal.event;

import static dev.espalier.hal.event.EspEvent.ESP_EVENT_ANY_BASE;
import static dev.espalier.hal.event.EspEvent.ESP_EVENT_ANY_ID;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.profile.Profile;
import dev.espalier.testkit.OneBoard;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code esp_event} of current ESP-IDF does otherwise than that of v4.4. */
class LaterEventLoopTest {
  private static final EventBase<Object> A = EventBase.define("A");

  private final List<String> notes = new ArrayList<>();

  private List<String> play(Profile profile, Firmware firmware) {
    notes.clear();
    var _ = OneBoard.run(BoardConfig.defaults().withProfile(profile), firmware);
    return List.copyOf(notes);
  }

  private EventHandler<Object> noting(String name) {
    return (_, _, _, _) -> notes.add(name);
  }

  @Test
  void unregisteringTellsWhetherThereWasAHandler() {
    Firmware firmware =
        () -> {
          EventLoop loop = EventLoop.create(EventLoopArgs.withoutTask(5));
          EventHandler<Object> handler = noting("h");
          notes.add(loop.handlerUnregister(A, 1, handler).toName());
          notes.add(loop.handlerUnregister(ESP_EVENT_ANY_BASE, 1, handler).toName());
          loop.handlerRegister(A, 1, handler, null).orAbort();
          notes.add(loop.handlerUnregister(A, 1, handler).toName());
        };
    assertEquals(List.of("ESP_OK", "ESP_FAIL", "ESP_OK"), play(Profile.IDF_4_4, firmware));
    assertEquals(
        List.of("ESP_ERR_NOT_FOUND", "ESP_ERR_INVALID_ARG", "ESP_OK"),
        play(Profile.COMPONENT_1_8, firmware));
  }

  @Test
  void aHandlerUnregistersTheNextOneByAnEvent() {
    List<String> seen =
        play(
            Profile.COMPONENT_1_8,
            () -> {
              EventLoop loop = EventLoop.create(EventLoopArgs.withoutTask(1));
              EventHandler<Object> next = noting("next");
              loop.handlerRegister(
                      A,
                      ESP_EVENT_ANY_ID,
                      (_, _, _, _) -> {
                        notes.add("first");
                        notes.add(loop.handlerUnregister(A, ESP_EVENT_ANY_ID, next).toName());
                        notes.add(loop.handlerUnregister(A, ESP_EVENT_ANY_ID, next).toName());
                      },
                      null)
                  .orAbort();
              loop.handlerRegister(A, ESP_EVENT_ANY_ID, next, null).orAbort();
              loop.post(A, 1, null, Timeout.NONE).orAbort();
              loop.run(Timeout.NONE).orAbort();
              notes.add("full: " + loop.post(A, 1, null, Timeout.NONE).toName());
              loop.run(Timeout.NONE).orAbort();
              notes.add("gone: " + loop.handlerUnregister(A, ESP_EVENT_ANY_ID, next).toName());
            });
    assertEquals(
        List.of("first", "ESP_OK", "ESP_OK", "full: ESP_ERR_TIMEOUT", "gone: ESP_ERR_NOT_FOUND"),
        seen);
  }

  @Test
  void eachWaitTakesWhatIsLeftOfTheTime() {
    Firmware firmware =
        () -> {
          EventLoop loop = EventLoop.create(EventLoopArgs.withoutTask(5));
          Task.create(
              "poster",
              4096,
              2,
              () -> {
                Task.delay(Timeout.ticks(6));
                loop.post(A, 1, null, Timeout.NONE).orAbort();
                Task.current().delete();
              });
          long start = Task.getTickCount();
          loop.run(Timeout.ticks(10)).orAbort();
          notes.add("" + (Task.getTickCount() - start));
        };
    assertEquals(List.of("16"), play(Profile.IDF_4_4, firmware));
    assertEquals(List.of("10"), play(Profile.COMPONENT_1_8, firmware));
  }

  @Test
  void deletingWaitsForThoseWhoPost() {
    List<String> seen =
        play(
            Profile.COMPONENT_1_8,
            () -> {
              EventLoop loop = EventLoop.create(EventLoopArgs.withoutTask(1));
              loop.post(A, 1, null, Timeout.NONE).orAbort();
              Task.create(
                  "poster",
                  4096,
                  2,
                  () -> {
                    notes.add("post " + loop.post(A, 2, null, Timeout.ticks(5)).toName());
                    Task.current().delete();
                  });
              Task.create(
                  "late",
                  4096,
                  2,
                  () -> {
                    Task.delay(Timeout.ticks(3));
                    notes.add("late " + loop.post(A, 3, null, Timeout.FOREVER).toName());
                    Task.current().delete();
                  });
              loop.delete().orAbort();
              notes.add("deleted");
            });
    assertEquals(List.of("late ESP_ERR_INVALID_STATE", "post ESP_ERR_TIMEOUT", "deleted"), seen);
  }
}
