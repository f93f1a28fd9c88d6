using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NextModel.Storage.Postgres;
using Npgsql;

namespace NextModel.Testing.Postgres;

/// <summary>
/// A PostgreSQL server of the tests' own, on a loopback port and in a temporary directory. It is stopped and removed with this, or with this
/// process however that ends: a shell waits beside it for the end of its input.
/// </summary>
/// <remarks>
/// A server that is not installed is a failed test. <see cref="Shared"/> does not sync (<c>fsync=off</c>): nothing that uses it proves what
/// survives a crash of the server. Whoever proves that starts one of their own.
/// </remarks>
public sealed class PostgresCluster : IDisposable
{
    private const string Superuser = "postgres";
    private const string TemplateName = "nextmodel_template";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<PostgresCluster> Everyone = new(() => new PostgresCluster(isDurable: false));
    private static readonly string[] Places = ["/usr/lib/postgresql/15/bin", "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/17/bin"];

    private readonly string _directory;
    private readonly string[] _settings;
    private readonly Lazy<string> _template;
    private Process? _keeper;
    private int _databases;

    private PostgresCluster(bool isDurable, bool archives = false)
        : this(Directory.CreateTempSubdirectory("nextmodel-pg-").FullName)
    {
        _settings = [$"fsync={(isDurable ? "on" : "off")}", .. archives ? ["archive_mode=on", $"archive_command=cp %p {Archive}/%f"] : Array.Empty<string>()];
        Run(AsServer([Program("initdb"), "-D", Data, "-A", "trust", "-U", Superuser, "-E", "UTF8", "--locale=C", "--no-sync"]));
        Run(AsServer(["mkdir", Archive]));
        Start();
    }

    // Out of another one's backup and archive.
    private PostgresCluster(PostgresCluster origin, string point)
        : this(Directory.CreateTempSubdirectory("nextmodel-pg-").FullName)
    {
        _settings = [$"restore_command=cp {origin.Archive}/%f %p", $"recovery_target_name={point}", "recovery_target_action=promote"];
        Run(AsServer(["cp", "-a", origin.Base, Data]));
        Run(AsServer(["touch", Path.Combine(Data, "recovery.signal")]));
        Start();
    }

    private PostgresCluster(string directory)
    {
        _directory = directory;
        _settings = [];
        Port = FreePort();
        _template = new Lazy<string>(MakeTemplate);
        if (IsRoot)
        {
            Run("chown", Superuser, _directory);
        }
    }

    /// <summary>The one that tests of a process share, started when it is first asked for.</summary>
    public static PostgresCluster Shared => Everyone.Value;

    /// <summary>The loopback port it listens on.</summary>
    public int Port { get; }

    /// <summary>The postmaster's process.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private static bool IsRoot => Environment.UserName == "root";

    private string Data => Path.Combine(_directory, "data");

    private string Base => Path.Combine(_directory, "base");

    private string Archive => Path.Combine(_directory, "archive");

    /// <summary>Starts one that keeps what it has confirmed, for a test that takes it down.</summary>
    public static PostgresCluster StartDurable() => new(isDurable: true);

    /// <summary>The same, and every segment of its log is kept.</summary>
    public static PostgresCluster StartArchiving() => new(isDurable: true, archives: true);

    /// <summary>Copies it while it runs, as the guide says.</summary>
    public void BackUp() => Run(AsServer(
        [Program("pg_basebackup"), $"--pgdata={Base}", "--checkpoint=fast", "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", Superuser]));

    /// <summary>Names this moment.</summary>
    public void MarkPoint(string name) => Execute($"SELECT pg_create_restore_point('{name}')");

    /// <summary>What it was at a moment that was named after <see cref="BackUp"/>, as a server of its own. Stops this one.</summary>
    public PostgresCluster RestoreTo(string point)
    {
        Execute("SELECT pg_switch_wal()");
        Stop();
        return new PostgresCluster(this, point);
    }

    /// <summary>A new database with the whole schema; its connection string.</summary>
    public string CreateDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        lock (_template)
        {
            Execute($"CREATE DATABASE {name} TEMPLATE {_template.Value}");
        }

        return ConnectionString(name);
    }

    /// <summary>A new database without anything in it.</summary>
    public string CreateEmptyDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        Execute($"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>Removes a database, whoever is connected to it.</summary>
    public void Drop(string connectionString) =>
        Execute($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    /// <summary>Runs a statement as superuser, in a database of its own or the one named.</summary>
    public void Execute(string sql, string? connectionString = null)
    {
        using var connection = new NpgsqlConnection(connectionString ?? ConnectionString(Superuser));
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 60 };
        command.ExecuteNonQuery();
    }

    /// <summary>Kills the server as a power cut would, but for what the system still writes out.</summary>
    public void Kill()
    {
        // Its processes too: one that has not noticed yet would still commit. While it is stopped it has no more of them, and buries none.
        var server = ProcessId.ToString(CultureInfo.InvariantCulture);
        Run("kill", "-STOP", server);
        Run(["kill", "-KILL", server, .. File.ReadAllText($"/proc/{server}/task/{server}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Stop();
    }

    /// <summary>Ends every connection and stops the server in order.</summary>
    public void Stop()
    {
        if (_keeper is { } keeper)
        {
            keeper.StandardInput.WriteLine("keep");
            keeper.StandardInput.Close();
            keeper.WaitForExit(Patience);
            keeper.Dispose();
            _keeper = null;
        }

        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>Starts it again on the same port, after <see cref="Stop"/> or <see cref="Kill"/>.</summary>
    public void Start()
    {
        var settings = new List<string>
        {
            "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-k", "", "-c", "max_connections=400", "-c", "shared_buffers=64MB",
            "-c", "max_wal_size=512MB", "-c", "log_min_messages=fatal", "-c", "autovacuum_naptime=10s",
        };
        settings.AddRange(_settings.SelectMany(setting => (string[])["-c", setting]));
        var server = AsServer([Program("postgres"), "-D", Data, .. settings]);

        var log = Path.Combine(_directory, "log");

        // Told to keep it, the shell leaves the directory for another start; its input ends without a word when this process ends.
        var script = $"{string.Join(' ', server.Select(Quoted))} >>{Quoted(log)} 2>&1 & server=$!; read -r word; kill -INT $server 2>/dev/null; "
            + $"wait $server; [ \"$word\" = keep ] || rm -rf {Quoted(_directory)}";
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        _keeper = Process.Start(start)!;
        var began = Stopwatch.StartNew();
        while (!Answers())
        {
            if (began.Elapsed > Patience)
            {
                throw new InvalidOperationException($"The tests' PostgreSQL does not start: {(File.Exists(log) ? File.ReadAllText(log) : "it left no log")}");
            }
        }
    }

    public void Dispose()
    {
        Stop();
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    /// <summary>The connection string of a database by name. Its pool is small and its patience long, so that many tests can be open at once.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = Superuser,
        Database = database,
        MaxPoolSize = 20,
        Timeout = 30,
        CommandTimeout = 30,
    }.ConnectionString;

    private string MakeTemplate()
    {
        Execute($"CREATE DATABASE {TemplateName}");
        if (!PostgresAddress.TryRead(ConnectionString(TemplateName), out var address, out var problem))
        {
            throw new InvalidOperationException(problem);
        }

        PostgresDatabase.OpenAsync(address, CancellationToken.None).AsTask().GetAwaiter().GetResult().Dispose();
        return TemplateName;
    }

    private bool Answers()
    {
        try
        {
            // While it recovers it can be read, and not written.
            Execute("SELECT 1 / (NOT pg_is_in_recovery())::int");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // The server refuses to run as root.
    private static string[] AsServer(string[] command) => IsRoot ? ["setpriv", $"--reuid={Superuser}", $"--regid={Superuser}", "--clear-groups", "--", .. command] : command;

    private static string Program(string name) => Places.Select(place => Path.Combine(place, name)).FirstOrDefault(File.Exists) ?? name;

    private static string Quoted(string argument) => $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static void Run(params string[] command)
    {
        var start = new ProcessStartInfo(command[0]) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} cannot be started.");
        process.StandardOutput.ReadToEnd();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)} failed: {error}");
        }
    }
}
