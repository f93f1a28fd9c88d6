using System.Globalization;
using NextModel.Load.Comparison;
using NextModel.Load.Servers;

// One program, three roles, so that every server is its own process and its CPU time its own.
switch (args)
{
    case ["upstream", var port]:
        await UpstreamServer.RunAsync(Port(port));
        return 0;
    case ["forwarder", var port, var upstream]:
        await ForwarderServer.RunAsync(Port(port), new Uri(upstream));
        return 0;
    case ["compare", .. var rest] when LoadOptions.TryParse(rest, out var options):
        return await LoadComparison.RunAsync(options);
    case ["picture", var result] when ResultPicture.Draw(await File.ReadAllTextAsync(result)) is { } picture:
        await File.WriteAllTextAsync(Path.ChangeExtension(result, "svg"), picture);
        return 0;
    case ["picture", var result]:
        Console.Error.WriteLine($"{result} has no table of ratios: nothing is drawn.");
        return 0;
    default:
        Console.Error.WriteLine(LoadOptions.Usage);
        return 2;
}

static int Port(string text) => int.Parse(text, CultureInfo.InvariantCulture);
