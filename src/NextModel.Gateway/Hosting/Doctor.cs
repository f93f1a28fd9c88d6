using System.Data.Common;
using System.Net;
using System.Net.Http.Headers;
using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Storage.Postgres;
using NextModel.Storage.Sql.Credits;
using NextModel.Storage.Sqlite;

namespace NextModel.Gateway.Hosting;

/// <summary>Looks at configuration, data, database and sources, changes nothing, and names the fix of whatever is wrong.</summary>
public sealed class Doctor(Func<string, string?> environment, string workingDirectory, TimeProvider time)
{
    private const long LittleSpace = 1L << 30;

    private static readonly TimeSpan SourcePatience = TimeSpan.FromSeconds(5);

    private readonly List<Finding> _findings = [];

    public async Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken cancellationToken)
    {
        var problems = new List<ConfigurationProblem>();
        var installation = Installation.Read(environment, workingDirectory, problems);
        var snapshot = GatewayConfiguration.Read(installation, environment, time, problems).Snapshots.Current;
        foreach (var problem in problems)
        {
            _findings.Add(new Finding("error", "configuration", problem.ToString(), "Correct that key or variable and run doctor again."));
        }

        if (problems.Count == 0)
        {
            _findings.Add(Finding.Ok("configuration", installation.ConfigurationFile ?? "no nextmodel.yaml: built-in defaults"));
        }

        _findings.AddRange(snapshot.Notes.Select(note => new Finding("warning", "catalog", note, null)));
        _findings.Add(Finding.Ok(
            "catalog",
            $"{ModelCatalog.BuiltIn.Models.Count()} models at {ModelCatalog.BuiltIn.Sources.Count} sources; {snapshot.Listed.Count()} models can be called. "
            + $"Not spoken by this version, so listed only: {string.Join(", ", BuiltInSources.NotSpoken.Select(s => $"{s.Id} ({s.Dialect})"))}"));
        ExamineData(installation);
        ExamineTargets(snapshot);
        await ExamineDatabaseAsync(installation, cancellationToken);
        await ExamineServerAsync(cancellationToken);
        foreach (var source in snapshot.Sources.Values.OrderBy(s => s.Id, StringComparer.Ordinal))
        {
            await ExamineSourceAsync(source, cancellationToken);
        }

        return _findings;
    }

    private void ExamineData(Installation installation)
    {
        var data = installation.DataDirectory;
        if (!Directory.Exists(data))
        {
            _findings.Add(new Finding("warning", "data", $"{data} does not exist yet.", "It is made by the first './nextmodel serve'."));
            return;
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(data) & ~PrivateDirectory.OwnerAll) != 0)
        {
            _findings.Add(new Finding("error", "data", $"Others than its owner may enter {data}.", $"chmod 700 {data}"));
        }

        if (File.Exists(Path.Combine(installation.SecretsDirectory, "master.key")))
        {
            _findings.Add(new Finding(
                "warning", "data", "The master key lies beside the data it protects.",
                "Keep it elsewhere: set NEXTMODEL_MASTER_KEY or NEXTMODEL_MASTER_KEY_FILE to its content and remove secrets/master.key."));
        }

        var free = new DriveInfo(data).AvailableFreeSpace;
        _findings.Add(free < LittleSpace
            ? new Finding("error", "data", $"{free / (1 << 20)} MiB are free where {data} lies.", "Make room: when the disk is full, requests are refused.")
            : Finding.Ok("data", $"{data}, {free >> 30} GiB free"));
    }

    private void ExamineTargets(GatewaySnapshot snapshot)
    {
        foreach (var (what, directory) in snapshot.Exports.Select(schedule => ($"exports '{schedule.Name}'", schedule.Directory))
            .Concat(snapshot.Retention is { } rules ? [("retention", rules.Directory)] : []))
        {
            _findings.Add(Directory.Exists(directory)
                ? Finding.Ok("exports", $"{what}: {directory}")
                : new Finding("warning", "exports", $"{what}: {directory} does not exist.", $"Make it, owned by the server's user, or let the server make it where it may: mkdir -p {directory}"));
        }
    }

    private async Task ExamineDatabaseAsync(Installation installation, CancellationToken cancellationToken)
    {
        foreach (var (name, fix) in new[]
        {
            ("nextmodel.db", "Stop the server and restore the last backup of nextmodel.db; './nextmodel receipts verify --all' tells what is intact."),
            ("derived.db", "Stop the server and delete derived.db: it is made again."),
            ("idempotency.db", "Restart the server: it sets a damaged file aside. Requests of the last 24 hours that are repeated with their keys are served again."),
            ("responses.db", "Restart the server: it sets a damaged file aside. Responses kept until then are not found any more."),
            ("cache.db", "Stop the server and delete cache.db: stored answers are asked for anew."),
        })
        {
            var path = Path.Combine(installation.DataDirectory, name);
            if (!File.Exists(path))
            {
                continue;
            }

            try
            {
                using var database = SqliteDatabase.OpenReadOnly(path);
                _findings.Add(database.Check() is { } damage
                    ? new Finding("error", "database", $"{name}: {damage}.", fix)
                    : Finding.Ok("database", $"{name} is sound"));
                _findings.AddRange(name == "nextmodel.db" ? (await SqlCreditStore.CheckAsync(database, cancellationToken)).Select(BadBooks) : []);
            }
            catch (DbException error)
            {
                _findings.Add(new Finding("error", "database", $"{name} cannot be read: {error.Message}", fix));
            }
        }
    }

    private async ValueTask ExamineServerAsync(CancellationToken cancellationToken)
    {
        if (environment("NEXTMODEL_DATABASE") is { Length: > 0 } text && PostgresAddress.TryRead(text, out var address, out _))
        {
            _findings.AddRange((await PostgresExamination.RunAsync(address, cancellationToken)).Select(seen => new Finding(seen.Severity, "database", seen.Text, seen.Fix)));
        }
    }

    private static Finding BadBooks(string what) => new(
        "error", "credit", what, "Keep a copy of nextmodel.db, and compare './nextmodel credits export' with the last backup: somebody changed the books.");

    private async Task ExamineSourceAsync(Source source, CancellationToken cancellationToken)
    {
        if (source.Sandbox)
        {
            _findings.Add(Finding.Ok("source", $"{source.Id}: simulated, needs no key"));
            return;
        }

        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, source.BaseUrl.AbsoluteUri.TrimEnd('/') + "/models");
        request.Headers.Authorization = source.ApiKey is { } key ? new AuthenticationHeaderValue("Bearer", key) : null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(SourcePatience);
        try
        {
            using var response = await invoker.SendAsync(request, patience.Token);
            _findings.Add(response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? new Finding("error", "source", $"{source.Id} refuses its API key ({(int)response.StatusCode}).", "Renew the key in its variable or in nextmodel.yaml.")
                : Finding.Ok("source", $"{source.Id} answers ({(int)response.StatusCode}) at {source.BaseUrl}"));
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            _findings.Add(new Finding(
                "error", "source", $"{source.Id} cannot be reached at {source.BaseUrl}.", "Check base_url, name resolution and outgoing connections."));
        }
    }
}
