namespace NextModel.Gateway.Tests.Architecture;

/// <summary>
/// Names that the documents use before their code has landed. A name leaves the list when it exists; when the list is empty this file goes.
/// </summary>
internal static class Announced
{
    public static readonly string[] Names =
    [
        "OneReceiptPerRequestTests", "DurableBeforeDoneTests", "RefusalTests", "HostileInputTests", "CanaryTests", "BrokenStreamTests",
    ];
}
