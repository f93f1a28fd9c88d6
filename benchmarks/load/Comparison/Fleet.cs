using System.Security.Cryptography;
using NextModel.Load.Generator;
using NextModel.Testing.Postgres;

namespace NextModel.Load.Comparison;

/// <summary>All servers of one comparison, started in order of need and stopped together.</summary>
internal sealed class Fleet : IDisposable
{
    private static readonly string Self = typeof(Fleet).Assembly.Location;
    private static readonly Dictionary<string, string> NoHeaders = [];
    private readonly List<ChildServer> _servers = [];
    private string _data = "";
    private PostgresCluster? _postgres;

    /// <summary>The upstream itself, without anything in front.</summary>
    public Contender Direct { get; private set; } = null!;

    public Contender Bare { get; private set; } = null!;

    /// <summary>NextModel fresh, NextModel replaying or as the study has it, and the peer, if it takes part.</summary>
    public IReadOnlyList<Contender> Others { get; private set; } = [];

    /// <summary>For the study of overload: a second project of each of <see cref="Others"/>.</summary>
    public IReadOnlyList<LoadTarget> Quiet { get; private set; } = [];

    public static async Task<Fleet> StartAsync(LoadOptions options)
    {
        var fleet = new Fleet();
        try
        {
            var upstream = await fleet.AddAsync(port => ChildServer.StartAsync("dotnet", [Self, "upstream", $"{port}"], port, "/health/ready"));
            var upstreamUrl = $"http://127.0.0.1:{upstream.Port}";
            var bare = await fleet.AddAsync(port => ChildServer.StartAsync("dotnet", [Self, "forwarder", $"{port}", upstreamUrl], port, "/health/ready"));
            fleet.Direct = new Contender("direct", upstream, new LoadTarget(upstream.Port, ["none"], NoHeaders));
            fleet.Bare = new Contender("bare forwarder", bare, new LoadTarget(bare.Port, ["none"], NoHeaders));
            fleet.Others = [.. await fleet.StartNextModelAsync(options, upstreamUrl), .. await fleet.StartPeerAsync(options, upstreamUrl)];
            return fleet;
        }
        catch
        {
            fleet.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _servers.ForEach(server => server.Dispose());
        _postgres?.Dispose();
        if (_data.Length > 0)
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    private async Task<Contender[]> StartNextModelAsync(LoadOptions options, string upstreamUrl)
    {
        if (options.NextModel is null)
        {
            return [];
        }

        _data = Directory.CreateDirectory(Path.Combine(options.Work, $"load-{Environment.ProcessId}")).FullName;
        var configuration = Path.Combine(_data, "nextmodel.yaml");
        var text = $$"""
            sources:
              - id: load
                dialect: openai-chat
                base_url: {{upstreamUrl}}/v1
                api_key: none
                region: local
              - { id: load-responses, dialect: openai-chat, base_url: "{{upstreamUrl}}/v1", api_key: none, region: local, operations: responses }
              - { id: load-azure, dialect: azure-openai, base_url: "{{upstreamUrl}}/openai/v1", api_key: none, region: local }
              - { id: load-anthropic, dialect: anthropic-messages, base_url: "{{upstreamUrl}}", api_key: none, region: local }
              - { id: load-gemini, dialect: gemini, base_url: "{{upstreamUrl}}", api_key: none, region: local }
              - { id: load-bedrock, dialect: bedrock, base_url: "{{upstreamUrl}}", api_key: "AKIDLOAD:not-a-secret", region: local }
            models:
              - id: load-openai-chat
                offers: [{ source: load, upstream_model: load-model, price: { currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 } }]
              - id: load-azure-openai
                offers: [{ source: load-azure, upstream_model: load-model, price: { currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 } }]
              - id: load-anthropic-messages
                offers: [{ source: load-anthropic, upstream_model: load-model, price: { currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 } }]
              - id: load-gemini
                offers: [{ source: load-gemini, upstream_model: load-model, price: { currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 } }]
              - id: load-bedrock
                offers: [{ source: load-bedrock, upstream_model: load-model, price: { currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 } }]
              - id: load-responses
                offers: [{ source: load-responses, upstream_model: load-model, price: { currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 } }]
              - id: long-openai-chat
                offers: [{ source: load, upstream_model: load-long, price: { currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 } }]
              - id: long-anthropic-messages
                offers: [{ source: load-anthropic, upstream_model: load-long, price: { currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 } }]
              - id: long-responses
                offers: [{ source: load-responses, upstream_model: load-long, price: { currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 } }]
              - id: load-model
                offers: [{ source: load, upstream_model: load-model, price: { currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 } }]
              - id: load-timed
                offers: [{ source: load, upstream_model: load-timed, price: { currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 } }]
              - id: load-slow
                offers: [{ source: load, upstream_model: load-slow, price: { currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 } }]

            """;
        await File.WriteAllTextAsync(configuration, text);

        var adminKey = RandomNumberGenerator.GetHexString(32);
        var server = await StartNextModelAsync(options.NextModel, "data", configuration, adminKey);
        var keys = await KeyMint.CreateAsync(server.Port, adminKey, options.Keys);
        var target = new LoadTarget(server.Port, keys, NoHeaders);
        var fresh = new Contender("NextModel, fresh", server, target);
        switch (options.Study)
        {
            case Study.Governed or Study.LongPrompts or Study.Soak:
                var governed = await StartNextModelAsync(options.NextModel, "governed", configuration, adminKey);
                keys = await KeyMint.CreateGovernedAsync(governed.Port, adminKey, options.Keys);
                return
                [
                    .. await StartOtherBuildAsync(options, upstreamUrl, adminKey), fresh,
                    new Contender("NextModel, governed", governed, new LoadTarget(governed.Port, keys, NoHeaders)),
                ];
            case Study.Overload:
                configuration = Path.Combine(_data, "patient.yaml");
                await File.WriteAllTextAsync(configuration, text + "overload: { max_wait: 1m }\n");
                var patient = await StartNextModelAsync(options.NextModel, "patient", configuration, adminKey);
                keys = await KeyMint.CreateAsync(patient.Port, adminKey, options.Keys);
                Quiet = [await QuietAsync(server), await QuietAsync(patient)];
                return [fresh with { Name = "NextModel" }, new Contender("refusing nobody", patient, new LoadTarget(patient.Port, keys, NoHeaders))];
            case Study.Engines:
                _postgres = PostgresCluster.StartDurable();
                var replica = await StartNextModelAsync(options.NextModel, "replica", configuration, adminKey, new()
                {
                    ["NEXTMODEL_DATABASE"] = _postgres.CreateEmptyDatabase(),
                    ["NEXTMODEL_MASTER_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
                });
                keys = await KeyMint.CreateAsync(replica.Port, adminKey, options.Keys);
                return [fresh, new Contender("NextModel, PostgreSQL", replica, new LoadTarget(replica.Port, keys, NoHeaders))];
            case Study.Counts:
                var large = await StartNextModelAsync(options.NextModel, "large", configuration, adminKey);
                keys = await KeyMint.CreateAsync(large.Port, adminKey, options.Keys);
                large.Dispose();
                _servers.Remove(large);
                ManyProjects.Add(Path.Combine(_data, "large"), options.Projects);
                large = await StartNextModelAsync(options.NextModel, "large", configuration, adminKey);
                return [fresh, new Contender("NextModel, many keys", large, new LoadTarget(large.Port, keys, NoHeaders))];
            default:
                return [fresh, new Contender("NextModel, exact hit", server, target, UniqueBodies: false, ExpectReplays: true)];
        }

        async Task<LoadTarget> QuietAsync(ChildServer of) => new(of.Port, await KeyMint.CreateAsync(of.Port, adminKey, 10, "quiet"), NoHeaders);
    }

    // What it reads of a configuration may be less than this build does.
    private async Task<Contender[]> StartOtherBuildAsync(LoadOptions options, string upstreamUrl, string adminKey)
    {
        if (options.Against is null)
        {
            return [];
        }

        var configuration = Path.Combine(_data, "against.yaml");
        await File.WriteAllTextAsync(
            configuration,
            $$"""
            sources:
              - { id: load, dialect: openai-chat, base_url: "{{upstreamUrl}}/v1", api_key: none, region: local }
            models:
              - id: load-model
                offers: [{ source: load, upstream_model: load-model, price: { currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 } }]

            """);
        var server = await StartNextModelAsync(options.Against, "against", configuration, adminKey);
        return [new Contender("the other build, fresh", server, new LoadTarget(server.Port, await KeyMint.CreateAsync(server.Port, adminKey, options.Keys), NoHeaders))];
    }

    private Task<ChildServer> StartNextModelAsync(string program, string data, string configuration, string adminKey, Dictionary<string, string>? more = null) =>
        AddAsync(port => ChildServer.StartAsync("dotnet", [program, "serve"], port, "/health/ready", new Dictionary<string, string>(more ?? [])
        {
            ["NEXTMODEL_URLS"] = $"http://127.0.0.1:{port}",
            ["NEXTMODEL_DATA"] = Path.Combine(_data, data),
            ["NEXTMODEL_CONFIG"] = configuration,
            ["NEXTMODEL_ADMIN_KEY"] = adminKey,
        }));

    private async Task<Contender[]> StartPeerAsync(LoadOptions options, string upstreamUrl)
    {
        if (options.Portkey is null)
        {
            return [];
        }

        var server = await AddAsync(port => ChildServer.StartAsync("node", [options.Portkey, $"--port={port}", "--headless"], port, "/"));
        var headers = new Dictionary<string, string>
        {
            ["x-portkey-provider"] = "openai",
            ["x-portkey-custom-host"] = upstreamUrl + "/v1",
        };
        // As npm installs it, version 1.15.2 answers 500 to every stream.
        return [new Contender("Portkey 1.15.2", server, new LoadTarget(server.Port, ["none"], headers), StreamsToo: false)];
    }

    private async Task<ChildServer> AddAsync(Func<int, Task<ChildServer>> start)
    {
        var server = await start(ChildServer.FreePort());
        _servers.Add(server);
        return server;
    }
}
