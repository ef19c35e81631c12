package org.udm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.cli.console.UserException;
import org.udm.cli.processes.EngineJvm.Backend;
import org.udm.torch.cuda.GraphicsCard;

/** ND4J is let onto the cards for which it has machine code, and onto no others. */
class Nd4jCardsTest {

  private static GraphicsCard card(int index, String capability) {
    return new GraphicsCard(index, "Card " + index, 8192, 8000, capability, "470.256.02");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.7", "5.0", "5.2", "6.0", "6.1", "7.0", "7.5", "8.0", "8.6", "8.9"})
  void cardsWithMachineCodeAreTaken(String capability) {
    assertTrue(Nd4jCards.refusal(card(0, capability)).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"9.0", "10.0", "12.0"})
  void newerCardsAreSentToTheOtherEngine(String capability) {
    String refusal = Nd4jCards.refusal(card(0, capability)).orElseThrow();
    assertEquals(
        "nd4j-cuda-11.6 has machine code for compute capabilities 3.7 to 8.6 and none for "
            + capability
            + "; take --engine torch, whose build 'udm --cuda' is for such cards, or --device cpu",
        refusal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.1", "3.0", "3.5", "4.0"})
  void olderCardsAreSentToTheProcessor(String capability) {
    String refusal = Nd4jCards.refusal(card(0, capability)).orElseThrow();
    assertTrue(refusal.endsWith("and none for " + capability + "; take --device cpu"), refusal);
  }

  @Test
  void cardsWithoutACapabilityAndOldDriversAreRefused() {
    assertTrue(Nd4jCards.refusal(card(0, "[N/A]")).orElseThrow().contains("update the driver"));
    GraphicsCard old = new GraphicsCard(0, "Tesla K80", 11441, 11441, "3.7", "390.157");
    assertTrue(
        Nd4jCards.refusal(old).orElseThrow().contains("driver 390.157 is too old for CUDA 11.6"));
  }

  @Test
  void aCommandGetsTheFirstCardThatWillDo() {
    List<GraphicsCard> cards = List.of(card(0, "9.0"), card(1, "8.6"), card(2, "7.0"));
    assertEquals(cards.get(1), Nd4jCards.choose("cuda", cards));
    assertEquals(cards.get(2), Nd4jCards.choose("cuda:2", cards));
    assertRefused(
        "--device cuda:0 with --engine dl4j: Card 0: nd4j-cuda-11.6 has", "cuda:0", cards);
    assertRefused("--device cuda:3: there is no such card", "cuda:3", cards);
    assertRefused("with --engine dl4j: Card 0: ", "cuda", cards.subList(0, 1));
    assertRefused("no NVIDIA driver tells of a card", "cuda", List.of());
  }

  private static void assertRefused(String words, String device, List<GraphicsCard> cards) {
    UserException refused =
        assertThrows(UserException.class, () -> Nd4jCards.choose(device, cards));
    assertTrue(refused.getMessage().contains(words), refused.getMessage());
  }

  @Test
  void theDoctorNamesEveryCard() {
    Map<String, Object> facts = new LinkedHashMap<>();
    List<String> advice = new ArrayList<>();
    List<GraphicsCard> cards = List.of(card(0, "3.5"), card(1, "8.6"), card(2, "12.0"));
    Nd4jCards.add(cards, Backend.CUDA, facts, advice);
    assertEquals(
        List.of("gpu_driver", "gpu_0", "gpu_1", "gpu_2", "gpu_build"), List.copyOf(facts.keySet()));
    assertEquals(
        "Card 1, 8.0 GiB (7.8 free), compute capability 8.6: ND4J can compute on it",
        facts.get("gpu_1"));
    assertTrue(facts.get("gpu_2").toString().endsWith("ND4J cannot compute on it"));
    assertEquals(2, advice.size());
    assertTrue(advice.get(0).startsWith("gpu_0: "), advice.get(0));
    assertTrue(advice.get(1).startsWith("gpu_2: "), advice.get(1));
  }

  @Test
  void theDoctorTellsOfACardThatLiesIdle() {
    List<String> advice = new ArrayList<>();
    Nd4jCards.add(List.of(card(0, "7.5")), Backend.CPU, new LinkedHashMap<>(), advice);
    assertEquals(1, advice.size());
    assertTrue(advice.get(0).contains("'udm --nd4j-cuda doctor"), advice.get(0));
  }
}
