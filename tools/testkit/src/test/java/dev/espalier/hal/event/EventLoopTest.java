package dev.espalier.hal.event;

import static dev.espalier.hal.NotingBoard.interruptIn;
import static dev.espalier.hal.NotingBoard.task;
import static dev.espalier.hal.event.EspEvent.ESP_EVENT_ANY_BASE;
import static dev.espalier.hal.event.EspEvent.ESP_EVENT_ANY_ID;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.NotingBoard;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.freertos.Woken;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventLoopTest {
  private static final EventBase<Object> A = EventBase.define("A");
  private static final EventBase<Object> B = EventBase.define("B");

  private final NotingBoard board = new NotingBoard();

  @Test
  void comparesBasesByIdentity() {
    EventBase<Object> sameName = EventBase.define("A");
    List<String> notes =
        board.play(b -> {
          EventLoop loop = EventLoop.create(EventLoopArgs.withoutTask(5));
          loop.handlerRegister(A, 1, noting(b), null).orAbort();
          loop.post(sameName, 1, null, Timeout.NONE).orAbort();
          loop.post(A, 1, null, Timeout.NONE).orAbort();
          loop.run(Timeout.ticks(1)).orAbort();
        });
    assertEquals(List.of("null:A/1 null"), notes);
  }

  @Test
  void handsOnTheSameImmutableDataAndACopyOfBytes() {
    List<@Nullable Object> seen = new ArrayList<>();
    byte[] bytes = {1, 2, 3};
    String text = "immutable";
    board.play(_ -> {
      EventLoop loop = EventLoop.create(EventLoopArgs.withoutTask(5));
      loop.handlerRegister(A, ESP_EVENT_ANY_ID, (_, _, _, data) -> seen.add(data), null).orAbort();
      loop.post(A, 1, bytes, Timeout.NONE).orAbort();
      loop.post(A, 2, text, Timeout.NONE).orAbort();
      loop.post(A, 3, new byte[0], Timeout.NONE).orAbort();
      bytes[0] = 9;
      loop.run(Timeout.ticks(1)).orAbort();
    });
    assertNotSame(bytes, seen.get(0));
    assertArrayEquals(new byte[] {1, 2, 3}, (byte[]) seen.get(0));
    assertEquals(text, seen.get(1));
    assertEquals(null, seen.get(2));
  }

  @Test
  void takesUpToFourBytesFromAnInterrupt() {
    record Small(byte kind, short value) {}
    record Large(int a, byte b) {}
    List<EspErr> answers = new ArrayList<>();
    List<@Nullable Object> seen = new ArrayList<>();
    board.play(_ -> {
      EventLoop loop = EventLoop.create(EventLoopArgs.withTask(9, "evt", 3, 4096));
      loop.handlerRegister(
              A,
              ESP_EVENT_ANY_ID,
              (_, _, _, data) -> seen.add(data instanceof byte[] bytes ? bytes.length : data),
              null)
          .orAbort();
      interruptIn(
          5,
          () -> {
            Woken woken = new Woken();
            answers.add(loop.isrPost(A, 1, new Small((byte) 1, (short) 2), woken));
            answers.add(loop.isrPost(A, 1, new Large(1, (byte) 2), woken));
            answers.add(loop.isrPost(A, 1, 77, woken));
            answers.add(loop.isrPost(A, 1, 77L, woken));
            answers.add(loop.isrPost(A, 1, new byte[2], woken));
            answers.add(loop.isrPost(A, 1, new byte[5], woken));
            assertTrue(woken.isSet());
          });
      Task.delay(Timeout.ticks(2));
    });
    EspErr tooLarge = EspErr.ESP_ERR_INVALID_ARG;
    EspErr ok = EspErr.ESP_OK;
    assertEquals(List.of(ok, tooLarge, ok, tooLarge, ok, tooLarge), answers);
    assertEquals(List.of(new Small((byte) 1, (short) 2), 77, 4), seen);
  }

  @Test
  void waitsForRoomAsLongAsToldButNotInItsOwnHandler() {
    List<String> notes =
        board.play(b -> {
          EventLoop loop = EventLoop.create(EventLoopArgs.withTask(1, "evt", 3, 4096));
          loop.handlerRegister(
                  A,
                  1,
                  (_, _, _, _) -> {
                    Task.delay(Timeout.ticks(3));
                    b.noteTime("own " + loop.post(A, 2, null, Timeout.FOREVER).toName());
                    b.noteTime("own " + loop.post(A, 2, null, Timeout.FOREVER).toName());
                  },
                  null)
              .orAbort();
          loop.post(A, 1, null, Timeout.NONE).orAbort();
          loop.post(A, 2, null, Timeout.NONE).orAbort();
          b.noteTime("main " + loop.post(A, 2, null, Timeout.ticks(1)).toName());
          b.noteTime("main " + loop.post(A, 2, null, Timeout.FOREVER).toName());
        });
    assertEquals(
        List.of(
            "10 main ESP_ERR_TIMEOUT",
            "30 own ESP_ERR_TIMEOUT",
            "30 own ESP_ERR_TIMEOUT",
            "30 main ESP_OK"),
        notes);
  }

  @Test
  void waitsForTheLockOfABusyLoopWithoutTask() {
    List<String> notes =
        board.play(b -> {
          EventLoop loop = EventLoop.create(EventLoopArgs.withoutTask(5));
          loop.handlerRegister(A, 1, (_, _, _, _) -> Task.delay(Timeout.ticks(5)), null).orAbort();
          loop.post(A, 1, null, Timeout.NONE).orAbort();
          task(
              "other",
              2,
              () -> {
                Task.delay(Timeout.ticks(1));
                b.noteTime(loop.post(A, 2, null, Timeout.ticks(2)).toName());
                b.noteTime(loop.post(A, 2, null, Timeout.ticks(9)).toName());
              });
          loop.run(Timeout.NONE).orAbort();
        });
    assertEquals(List.of("30 ESP_ERR_TIMEOUT", "50 ESP_OK"), notes);
  }

  @Test
  void staysTheRunningTasksLoopAfterARunWhoseTimeWasOver() {
    List<String> notes =
        board.play(b -> {
          EventLoop loop = EventLoop.create(EventLoopArgs.withoutTask(1));
          loop.post(A, 1, null, Timeout.NONE).orAbort();
          loop.run(Timeout.NONE).orAbort();
          loop.post(A, 1, null, Timeout.NONE).orAbort();
          b.noteTime(loop.post(A, 1, null, Timeout.ticks(5)).toName());
        });
    assertEquals(List.of("0 ESP_ERR_TIMEOUT"), notes);
  }

  @Test
  void replacesTheArgumentOfTheSameHandlerAndKeepsItsPlace() {
    List<String> notes =
        board.play(b -> {
          EventLoop loop = EventLoop.create(EventLoopArgs.withoutTask(5));
          EventHandler<Object> first = noting(b);
          loop.handlerRegister(A, 1, first, "x").orAbort();
          loop.handlerRegister(A, 1, noting(b), "y").orAbort();
          loop.handlerRegister(A, 1, first, "z").orAbort();
          loop.post(A, 1, null, Timeout.NONE).orAbort();
          loop.run(Timeout.NONE).orAbort();
        });
    assertEquals(List.of("z:A/1 null", "y:A/1 null"), notes);
    assertTrue(board.output().contains("W (0) event: handler already registered, overwriting"));
  }

  @Test
  void removesBothRegistrationsOfAHandlerAroundAMoreSpecificOneWithOneCall() {
    List<String> notes =
        board.play(b -> {
          EventLoop loop = EventLoop.create(EventLoopArgs.withoutTask(5));
          EventHandler<Object> twice = noting(b);
          loop.handlerRegister(A, ESP_EVENT_ANY_ID, twice, "x").orAbort();
          loop.handlerRegister(A, 1, noting(b), "y").orAbort();
          loop.handlerRegister(A, ESP_EVENT_ANY_ID, twice, "z").orAbort();
          loop.post(A, 1, null, Timeout.NONE).orAbort();
          loop.run(Timeout.NONE).orAbort();
          loop.handlerUnregister(A, ESP_EVENT_ANY_ID, twice).orAbort();
          loop.post(A, 1, null, Timeout.NONE).orAbort();
          loop.run(Timeout.NONE).orAbort();
        });
    assertEquals(List.of("x:A/1 null", "y:A/1 null", "z:A/1 null", "y:A/1 null"), notes);
  }

  @Test
  void takesExactlyOneInstanceBack() {
    List<String> notes =
        board.play(b -> {
          EventLoop loop = EventLoop.create(EventLoopArgs.withoutTask(5));
          EventHandler<Object> same = noting(b);
          var one = loop.handlerInstanceRegister(A, 1, same, "one");
          var two = loop.handlerInstanceRegister(A, 1, same, "two");
          loop.handlerInstanceUnregister(A, 2, two).orAbort();
          loop.handlerInstanceUnregister(A, 1, one).orAbort();
          loop.handlerInstanceUnregister(A, 1, one).orAbort();
          loop.post(A, 1, null, Timeout.NONE).orAbort();
          loop.run(Timeout.NONE).orAbort();
        });
    assertEquals(List.of("two:A/1 null"), notes);
  }

  @Test
  void refusesAllBasesWithOneId() {
    board.play(b -> {
      EventLoop loop = EventLoop.create(EventLoopArgs.withoutTask(5));
      EventHandler<Object> handler = noting(b);
      assertEquals(
          EspErr.ESP_ERR_INVALID_ARG, loop.handlerRegister(ESP_EVENT_ANY_BASE, 1, handler, null));
      assertEquals(EspErr.ESP_FAIL, loop.handlerUnregister(ESP_EVENT_ANY_BASE, 1, handler));
      EspException refused =
          assertThrows(
              EspException.class,
              () -> loop.handlerInstanceRegister(ESP_EVENT_ANY_BASE, 1, handler, null));
      assertEquals(EspErr.ESP_ERR_INVALID_ARG, refused.code());
    });
  }

  @Test
  void stopsFirmwareWhoseHandlerRemovesTheOneDirectlyBehind() {
    String message =
        board.panic(b -> {
          EventLoop loop = EventLoop.create(EventLoopArgs.withoutTask(5));
          EventHandler<Object> second = noting(b);
          loop.handlerRegister(
                  A, 1, (_, _, _, _) -> loop.handlerUnregister(A, 1, second).orAbort(), null)
              .orAbort();
          loop.handlerRegister(A, 1, second, null).orAbort();
          loop.post(A, 1, null, Timeout.NONE).orAbort();
          loop.run(Timeout.NONE).orAbort();
        });
    assertEquals(
        "use after free: esp_event_loop_run uses the handler directly behind the one that unregistered"
            + " it, freed by esp_event_handler_unregister_with",
        message);
  }

  @Test
  void callsAHandlerAddedInAHandlerAtOnceOnlyBehindAnotherOne() {
    List<String> notes =
        board.play(b -> {
          EventLoop loop = EventLoop.create(EventLoopArgs.withoutTask(5));
          EventHandler<Object> added = noting(b);
          loop.handlerRegister(
                  A, 1, (_, _, _, _) -> loop.handlerRegister(A, 1, added, "new").orAbort(), null)
              .orAbort();
          loop.post(A, 1, null, Timeout.NONE).orAbort();
          loop.run(Timeout.NONE).orAbort();
          b.note("next");
          loop.post(A, 1, null, Timeout.NONE).orAbort();
          loop.run(Timeout.NONE).orAbort();
        });
    assertEquals(List.of("next", "new:A/1 null"), notes);
  }

  @Test
  void neverReturnsFromADeleteInItsOwnTaskAndStaysLocked() {
    List<String> notes =
        board.playFor(
            1000,
            b -> {
              EventLoop loop = EventLoop.create(EventLoopArgs.withTask(5, "evt", 3, 4096));
              loop.handlerRegister(
                      A,
                      1,
                      (_, _, _, _) -> {
                        loop.delete().orAbort();
                        b.note("not reached");
                      },
                      null)
                  .orAbort();
              loop.post(A, 1, null, Timeout.NONE).orAbort();
              b.note("main goes on");
              Task.delay(Timeout.ticks(50));
              b.note("" + loop.post(A, 1, null, Timeout.NONE).toName());
              Task.delay(Timeout.ticks(500));
            });
    assertEquals(List.of("main goes on", "ESP_OK"), notes);
  }

  @Test
  void stopsFirmwareThatPostsToADeletedLoop() {
    String message =
        board.panic(_ -> {
          EventLoop loop = EventLoop.create(EventLoopArgs.withTask(5, "evt", 3, 4096));
          loop.delete().orAbort();
          loop.post(A, 1, null, Timeout.NONE).orAbort();
        });
    assertEquals(
        "use after free: esp_event_post_to uses the event loop, freed by esp_event_loop_delete",
        message);
  }

  @Test
  void writesAProfileInTheFormatOfTheGenuineCode() {
    List<String> notes =
        board
            .with("CONFIG_ESP_EVENT_LOOP_PROFILING=y")
            .play(b -> {
              EventLoop idle = EventLoop.create(EventLoopArgs.withTask(5, "idle", 3, 4096));
              EventLoop loop = EventLoop.create(EventLoopArgs.withoutTask(1));
              loop.handlerRegister(A, 7, (_, _, _, _) -> Task.delay(Timeout.exactMicros(30)), null)
                  .orAbort();
              loop.handlerRegister(B, ESP_EVENT_ANY_ID, (_, _, _, _) -> {}, null).orAbort();
              loop.handlerRegister(ESP_EVENT_ANY_BASE, ESP_EVENT_ANY_ID, (_, _, _, _) -> {}, null)
                  .orAbort();
              loop.post(A, 7, null, Timeout.NONE).orAbort();
              assertEquals(EspErr.ESP_ERR_TIMEOUT, loop.post(A, 7, null, Timeout.NONE));
              loop.run(Timeout.NONE).orAbort();
              EspEvent.dump(b::note).orAbort();
              idle.delete().orAbort();
            });
    assertEquals(
        """
        LOOP @0x3ffb4000,none rx:1 dr:1
          HANDLER @0x400d4040 ev:A,7 inv:1 time:30 us
          HANDLER @0x400d4080 ev:B,ESP_EVENT_ANY_ID inv:0 time:0 us
          HANDLER @0x400d40c0 ev:ESP_EVENT_ANY_BASE,ESP_EVENT_ANY_ID inv:1 time:0 us
        LOOP @0x3ffb4100,idle rx:0 dr:0
          NO HANDLERS REGISTERED
        """,
        notes.getFirst());
  }

  @Test
  void createsAndDeletesTheDefaultLoopOnce() {
    board.play(_ -> {
      EspErr invalidState = EspErr.ESP_ERR_INVALID_STATE;
      assertEquals(invalidState, EspEvent.loopDeleteDefault());
      EspEvent.loopCreateDefault().orAbort();
      assertEquals(invalidState, EspEvent.loopCreateDefault());
      EspEvent.loopDeleteDefault().orAbort();
      assertEquals(invalidState, EspEvent.post(A, 1, null, Timeout.NONE));
    });
  }

  private static EventHandler<Object> noting(NotingBoard b) {
    return (arg, base, id, data) -> b.note(arg + ":" + base.name() + "/" + id + " " + data);
  }
}
