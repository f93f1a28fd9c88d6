using NextModel.Catalog;
using NextModel.Gateway.Hosting;

namespace NextModel.Cli.Commands;

/// <summary>What a person needs next, said once at start.</summary>
internal static class StartText
{
    public static IEnumerable<string> Write(OpenInstallation installation, GatewayApplication gateway, BootstrapResult start)
    {
        var url = gateway.Addresses[0].ToString().TrimEnd('/');
        var snapshot = installation.Snapshots.Current;
        yield return $"NextModel {typeof(StartText).Assembly.GetName().Version!.ToString(3)} is listening on {string.Join(", ", gateway.Addresses)}";
        yield return "";
        if (start.RawKey is { } key)
        {
            yield return $"  API key (shown once)    {key}";
        }

        if (installation.Secrets.AdminKeyIsNew)
        {
            yield return $"  Admin key (shown once)  {installation.Secrets.AdminKey}";
        }

        yield return $"  Base URL for SDKs       {url}/v1";
        yield return $"  Dashboard (one hour)    {installation.Installation.PublicUrl}/sign-in?link={installation.SignInLinks.Make()}";
        yield return $"  Sources live            {string.Join(", ", snapshot.Sources.Values.OrderBy(s => s.Id, StringComparer.Ordinal).Select(Describe))}";
        yield return $"  Sources without a key   {string.Join(", ", BuiltInSources.All.Where(s => !snapshot.Sources.ContainsKey(s.Source.Id)).Select(s => $"{s.Source.Id} ({s.KeyVariable})"))}";
        yield return $"  Sources not yet spoken  {string.Join(", ", BuiltInSources.NotSpoken.Select(s => $"{s.Id} ({s.Dialect})"))}: in the catalog, not callable";
        yield return $"  Models                  {Models(snapshot.Listed.Select(m => m.Id))}";
        yield return $"  Configuration           {installation.Installation.ConfigurationFile ?? "none: ./nextmodel.yaml is not there"}";
        yield return $"  Data                    {installation.Installation.DataDirectory}";
        if (installation.Stores.IsShared)
        {
            yield return $"  Database                {installation.Stores.Name}";
        }

        foreach (var finding in installation.Findings.Concat(snapshot.Notes))
        {
            yield return $"  Note                    {finding}";
        }

        yield return "";
        yield return "Try it:";
        yield return $"  curl {url}/v1/chat/completions -H 'Content-Type: application/json' -H 'Authorization: Bearer {(start.RawKey is null ? "<your key>" : start.RawKey)}' \\";
        yield return """    -d '{"model":"sandbox-echo","messages":[{"role":"user","content":"Hello"}]}'""";
    }

    private static string Describe(Source source) => source.Sandbox ? $"{source.Id} (simulated)" : source.Id;

    private static string Models(IEnumerable<string> ids)
    {
        var sorted = ids.Order(StringComparer.Ordinal).ToList();
        return sorted.Count <= 8 ? string.Join(", ", sorted) : $"{string.Join(", ", sorted.Take(8))} and {sorted.Count - 8} more";
    }
}
