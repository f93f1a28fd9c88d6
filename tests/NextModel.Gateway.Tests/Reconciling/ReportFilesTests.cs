using NextModel.Gateway.Reconciling;
using NextModel.Reporting.Reconciliation;
using NextModel.Testing;

namespace NextModel.Gateway.Tests.Reconciling;

public sealed class ReportFilesTests
{
    [Fact]
    public void Write_TextFromFiles_IsEscapedAndThePageLoadsAndRunsNothing()
    {
        using var directory = new TemporaryDirectory();
        using var space = new SpillSpace(directory.Path, TimeProvider.System);
        using var reconciler = new Reconciler(new ReconciliationParameters { Provider = "openrouter", Sources = ["<script>alert(2)</script>"] }, space);
        reconciler.Add(new ProviderRow
        {
            Kind = ProviderRowKind.Call,
            Start = 0,
            End = 0,
            Id = "<img src=x onerror=alert(1)>",
            Model = "m",
            Tokens = new(1, 0, 0, 1),
            Cost = 1,
            Currency = "USD",
        });
        reconciler.EndRows().ShouldBeNull();
        var import = new ReconciliationImport("<i>.json", "00", ReconciliationImport.Imported, "openrouter.generation", 1);
        ReportFiles.Write(reconciler.Finish([import], null, TestContext.Current.CancellationToken), directory.File("out"));
        var html = File.ReadAllText(Path.Combine(directory.File("out"), ReportFiles.Html));

        html.ShouldContain("&lt;img src=x onerror=alert(1)&gt;");
        html.ShouldContain("&lt;i&gt;.json");
        html.ShouldNotContain("<script");
        html.ShouldNotContain("<img");
        html.ShouldNotContain("http");
        Directory.EnumerateFiles(directory.File("out")).Count().ShouldBe(3);
    }
}
