package io.gemstream.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class BenchReportTest {

    private static final BenchReport REPORT = new BenchReport("a<b>.gguf", "gemma3", "fast", 2, 0.5, 512,
            new Machine("Some CPU", 2, 512, "25", "Linux", 20e9),
            new MemoryUse(100 << 20, 50 << 20, 10 << 20, 20 << 20, OptionalLong.of(300 << 20)),
            Rate.of(900, 1000, 1100),
            List.of(new DecodeRate(1, Rate.of(40, 50, 60), 200_000_000, 10e9),
                    new DecodeRate(8, Rate.of(180, 200, 230), 26_000_000, 5e9)),
            Optional.of(new SpeculationGain("ngram", Rate.of(50), Rate.of(110), 70, 63)));

    @Test
    void aRateIsTheMiddleRun() {
        assertThat(Rate.of(3, 1, 2)).isEqualTo(new Rate(2, 1, 3));
        assertThat(Rate.of(4, 1)).isEqualTo(new Rate(1, 1, 4));
    }

    @Test
    void theTableHasEveryNumber() {
        assertThat(BenchTable.of(REPORT).lines())
                .contains("prefill of 512               1000.0       900.0 - 1100.0",
                        "1 stream                       50.0          40.0 - 60.0         50.0        200.0 10.0 (50 %)",
                        "8 streams                     200.0        180.0 - 230.0         25.0         26.0 5.0 (25 %)",
                        "ngram                         110.0        110.0 - 110.0   63 of 70 drafts right",
                        "           20.0 MiB of heap used; 300.0 MiB resident in all")
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }

    @Test
    void theJsonNamesUnits() {
        assertThat(BenchJson.of(REPORT).replaceAll("\\s+", ""))
                .startsWith("{\"model\":\"a<b>.gguf\",\"architecture\":\"gemma3\",\"profile\":\"fast\",\"threads\":2,")
                .contains("\"load_seconds\":0.5", "\"read_bytes_per_second\":20000000000", "\"resident_bytes\":314572800",
                        "\"prefill\":{\"tokens\":512,\"tokens_per_second\":{\"median\":1000.0,\"lowest\":900.0,",
                        "{\"streams\":8,\"tokens_per_second\":{\"median\":200.0,\"lowest\":180.0,\"highest\":230.0},"
                                + "\"tokens_per_second_per_stream\":25.0,\"bytes_per_token\":26000000,",
                        "\"proposed\":70,\"accepted\":63}");
    }

    @Test
    void thePlotIsWellFormedAndToScale() throws Exception {
        Document svg = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(BenchPlot.of(REPORT))));
        NodeList rectangles = svg.getElementsByTagName("rect");

        assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("Decode throughput of a<b>.gguf");
        assertThat(rectangles.getLength()).as("page and two bars").isEqualTo(3);
        double one = height(rectangles, 1);
        double eight = height(rectangles, 2);
        assertThat(eight / one).isCloseTo(4, within(0.02));
    }

    @Test
    void theScaleEndsAtARoundNumber() {
        assertThat(BenchPlot.niceTop(230)).isEqualTo(240);
        assertThat(BenchPlot.niceTop(400)).isEqualTo(400);
        assertThat(BenchPlot.niceTop(401)).isEqualTo(600);
        assertThat(BenchPlot.niceTop(0.9)).isEqualTo(1);
        assertThat(BenchPlot.niceTop(9_000)).isEqualTo(10_000);
    }

    private static double height(NodeList rectangles, int index) {
        return Double.parseDouble(((Element) rectangles.item(index)).getAttribute("height"));
    }
}
