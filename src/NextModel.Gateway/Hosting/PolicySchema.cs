using System.Reflection;

namespace NextModel.Gateway.Hosting;

/// <summary>The JSON Schema of policy documents, served at <c>/schemas/policy/1.json</c>. A released format keeps its address.</summary>
public static class PolicySchema
{
    private static readonly Lazy<byte[]> Text = new(Read);

    public static byte[] Json => Text.Value;

    private static byte[] Read()
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("policy-1.json")!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }
}
