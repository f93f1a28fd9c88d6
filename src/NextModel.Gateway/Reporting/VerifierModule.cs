using System.Reflection;

namespace NextModel.Gateway.Reporting;

/// <summary>The verifier for browsers, an ES module without dependencies, served at <c>/tools/receipt-verifier.js</c>.</summary>
public static class VerifierModule
{
    private static readonly Lazy<byte[]> Text = new(Read);

    public static byte[] JavaScript => Text.Value;

    private static byte[] Read()
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("receipt-verifier.js")!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }
}
