using System.Reflection;
using System.Text.Json;

namespace NextModel.Clients.Tests;

/// <summary>The scenarios, read from the file the node drivers read too.</summary>
public static class ScenarioTable
{
    /// <summary>A client is an SDK and, where it has two, the way it is used.</summary>
    public static readonly IReadOnlyList<string> Clients =
        ["dotnet", "openai7", "openai7-helpers", "openai6", "openai6-helpers", "ai", "langchain"];

    /// <summary>Where the node drivers are.</summary>
    public static string NodeDirectory { get; } = Assembly.GetExecutingAssembly()
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "NodeDirectory").Value!;

    public static IReadOnlyList<Scenario> All { get; } = Read();

    /// <summary>The scenarios a client takes part in.</summary>
    public static IEnumerable<Scenario> Of(string client) => All.Where(scenario =>
        !scenario.Without.Contains(client)
        && (!client.EndsWith("-helpers", StringComparison.Ordinal) || scenario.Stream || scenario.Surface == "loop"));

    /// <summary>The scenario of that id.</summary>
    public static Scenario Find(string id) => All.Single(scenario => scenario.Id == id);

    /// <summary>Client and scenario id, for every pair that meets.</summary>
    public static TheoryData<string, string> Rows(Func<Scenario, bool> wanted)
    {
        var rows = new TheoryData<string, string>();
        foreach (var client in Clients)
        {
            foreach (var scenario in Of(client).Where(wanted))
            {
                rows.Add(client, scenario.Id);
            }
        }

        return rows;
    }

    private static List<Scenario> Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(NodeDirectory, "scenarios.json")));
        var requests = document.RootElement.GetProperty("requests");
        return [.. document.RootElement.GetProperty("scenarios").EnumerateArray()
            .Select(row => row.Deserialize<Scenario>(JsonSerializerOptions.Web)!)
            .Select(scenario => scenario with { Body = requests.GetProperty(scenario.Request).Clone() })];
    }
}
