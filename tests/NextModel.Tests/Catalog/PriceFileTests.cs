using System.Text;
using NextModel.Catalog;

namespace NextModel.Tests.Catalog;

public sealed class PriceFileTests
{
    [Theory]
    [InlineData("0.15", "0.6", "same")]
    [InlineData("0.2", "0.6", "changed")]
    [InlineData("0.15", "1.3", "suspicious")]
    [InlineData("0.07", "0.6", "suspicious")]
    public void Compare_ModelsDev_SaysWhatDiffers(string input, string output, string kind)
    {
        var file = """{"openai":{"id":"openai","models":{"gpt-4o-mini":{"cost":{"input":IN,"output":OUT}},"unheard-of":{"cost":{"input":1}}}}}"""
            .Replace("IN", input, StringComparison.Ordinal).Replace("OUT", output, StringComparison.Ordinal);

        var one = PriceFile.Compare(ModelCatalog.BuiltIn, Encoding.UTF8.GetBytes(file)).ShouldHaveSingleItem();

        (one.Kind, one.Model, one.Source).ShouldBe((kind, "gpt-4o-mini", "openai"));
        one.Current!.Input.ShouldBe(0.15m);
    }

    [Fact]
    public void Compare_LiteLlm_ReadsPricesPerToken()
    {
        const string File = """{"gpt-4o-mini":{"litellm_provider":"openai","input_cost_per_token":1.5e-07,"output_cost_per_token":6e-07}}""";

        var one = PriceFile.Compare(ModelCatalog.BuiltIn, Encoding.UTF8.GetBytes(File)).ShouldHaveSingleItem();

        one.Kind.ShouldBe("same");
        one.Proposed.Input.ShouldBe(0.15m);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"a":{"b":1}}""")]
    public void Compare_FileOfNeitherKind_IsRefused(string file) =>
        Should.Throw<InvalidDataException>(() => PriceFile.Compare(ModelCatalog.BuiltIn, Encoding.UTF8.GetBytes(file))).Message.ShouldContain("neither");

    [Fact]
    public void Examine_Shipped_FindsWhatItsFactsSay()
    {
        var findings = CatalogCheck.Examine(ModelCatalog.BuiltIn, new DateOnly(2026, 11, 21)).ToList();

        findings.ShouldContain(f => f.Kind == "suspicious" && f.Model == "glm-5-3" && f.Source == "openrouter");
        findings.ShouldContain(f => f.Kind == "missing" && f.Model == "embedding-3");
        findings.ShouldContain(f => f.Kind == "disputed" && f.Model == "hy3");
        findings.ShouldContain(f => f.Kind == "undated" && f.Model == "gemini-4-hydrogen");
        findings.ShouldContain(f => f.Kind == "retired" && f.Model == "gemini-2-5-pro");
        findings.ShouldNotContain(f => f.Kind == "stale" && f.Model == "gpt-4o-mini");
        CatalogCheck.Examine(ModelCatalog.BuiltIn, new DateOnly(2026, 12, 11)).ShouldContain(f => f.Kind == "stale" && f.Model == "gpt-4o-mini");
    }
}
