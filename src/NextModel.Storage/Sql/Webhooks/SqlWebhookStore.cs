using NextModel.Audit;
using NextModel.Webhooks;

namespace NextModel.Storage.Sql.Webhooks;

/// <summary>Webhooks, events and deliveries.</summary>
public sealed class SqlWebhookStore(SqlAuditStore audits) : IWebhookStore
{
    private const string DeliveryColumns =
        "d.number Number, d.webhook WebhookId, d.event EventId, e.type EventType, e.created_at CreatedAt, d.state State, d.attempts Attempts, "
        + "d.next_at NextAt, d.last_at LastAt, d.last_status LastStatus, d.last_error LastError";

    private const string Select =
        """
        SELECT id Id, organization OrganizationId, name Name, url Url, secret Secret, secret_last_four LastFour, enabled Enabled,
            created_at CreatedAt, version Version
        FROM webhooks
        """;

    public async ValueTask<IReadOnlyList<Webhook>> LoadAsync(CancellationToken cancellationToken) => await audits.Database.ReadAsync(
        async session => (await session.QueryAsync<WebhookRow>(Select)).ConvertAll(row => row.ToWebhook()), cancellationToken);

    public async ValueTask<Webhook?> FindAsync(string id, CancellationToken cancellationToken) => await audits.Database.ReadAsync(
        async session => (await session.FindAsync<WebhookRow>(Select + " WHERE id = @id", new { id }))?.ToWebhook(), cancellationToken);

    public ValueTask PutAsync(Webhook webhook, AuditDraft audit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        return audits.CommitOneAsync(
            audit,
            """
            INSERT INTO webhooks (organization, id, name, url, secret, secret_last_four, enabled, created_at, version)
            VALUES (@OrganizationId, @Id, @Name, @Address, @SealedSecret, @SecretLastFour, @Enabled, @Created, @Version)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, url = excluded.url, secret = excluded.secret,
                secret_last_four = excluded.secret_last_four, enabled = excluded.enabled, version = excluded.version
            WHERE webhooks.version = excluded.version - 1
            """,
            new
            {
                webhook.OrganizationId,
                webhook.Id,
                webhook.Name,
                Address = webhook.Url.AbsoluteUri,
                webhook.SealedSecret,
                webhook.SecretLastFour,
                webhook.Enabled,
                Created = webhook.CreatedAt.ToUnixTimeMilliseconds(),
                webhook.Version,
            },
            cancellationToken);
    }

    public ValueTask DeleteAsync(Webhook webhook, AuditDraft audit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        return audits.CommitAsync(
            audit, "DELETE FROM webhook_deliveries WHERE webhook = @Id; DELETE FROM webhooks WHERE id = @Id", new { webhook.Id }, cancellationToken);
    }

    public ValueTask<bool> AddEventAsync(WebhookEvent noted, IReadOnlyList<string> webhookIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(noted);
        return audits.Database.WriteAsync(
            SqlTurn.Any,
            async session =>
            {
                var at = noted.CreatedAt.ToUnixTimeMilliseconds();
                var isNew = await session.ExecuteAsync(
                    "INSERT INTO webhook_events (id, organization, type, body, created_at) VALUES (@Id, @OrganizationId, @Type, @Body, @at) ON CONFLICT DO NOTHING",
                    new { noted.Id, noted.OrganizationId, noted.Type, noted.Body, at }) == 1;
                foreach (var webhook in isNew ? webhookIds : [])
                {
                    // One that was deleted a moment ago gets none.
                    await session.ExecuteAsync(
                        "INSERT INTO webhook_deliveries (webhook, event, state, next_at) SELECT id, @Event, 1, @at FROM webhooks WHERE id = @webhook",
                        new { webhook, Event = noted.Id, at });
                }

                return isNew;
            },
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<DueDelivery>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => await audits.Database.ReadAsync(
        async session => (await session.QueryAsync<DeliveryRow>(
            $"""
            SELECT {DeliveryColumns}, e.body Body
            FROM (SELECT min(d.number) number FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook
                WHERE d.state = 1 AND d.next_at <= @Now AND w.enabled GROUP BY d.webhook ORDER BY 1 LIMIT @limit) due
            JOIN webhook_deliveries d ON d.number = due.number JOIN webhook_events e ON e.id = d.event ORDER BY d.number
            """,
            new { Now = now.ToUnixTimeMilliseconds(), limit })).ConvertAll(row => new DueDelivery(row.ToDelivery(), row.Body!)),
        cancellationToken);

    public async ValueTask<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken) => await audits.Database.ReadAsync(
        async session => await session.ScalarAsync<long?>(
            "SELECT min(d.next_at) FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook WHERE d.state = 1 AND w.enabled") is { } at
            ? DateTimeOffset.FromUnixTimeMilliseconds(at)
            : (DateTimeOffset?)null,
        cancellationToken);

    public async ValueTask SaveAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        await audits.Database.WriteAsync(
            SqlTurn.Any,
            session => session.ExecuteAsync(
                """
                UPDATE webhook_deliveries SET state = @State, attempts = @Attempts, next_at = @Next, last_at = @Last, last_status = @LastStatus,
                    last_error = @LastError
                WHERE number = @Number
                """,
                new
                {
                    delivery.Number,
                    State = (int)delivery.State,
                    delivery.Attempts,
                    Next = delivery.NextAttemptAt?.ToUnixTimeMilliseconds(),
                    Last = delivery.LastAttemptAt?.ToUnixTimeMilliseconds(),
                    delivery.LastStatus,
                    delivery.LastError,
                }),
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<WebhookDelivery>> ListAsync(
        string webhookId, DeliveryState? state, long? before, int limit, CancellationToken cancellationToken) => await audits.Database.ReadAsync(
        async session => (await session.QueryAsync<DeliveryRow>(
            $"""
            SELECT {DeliveryColumns} FROM webhook_deliveries d JOIN webhook_events e ON e.id = d.event
            WHERE d.webhook = @webhookId AND d.number < @Before AND (@State = 0 OR d.state = @State)
            ORDER BY d.number DESC LIMIT @limit
            """,
            new { webhookId, State = (int)(state ?? 0), Before = before ?? long.MaxValue, limit })).ConvertAll(row => row.ToDelivery()),
        cancellationToken);

    private sealed class WebhookRow
    {
        public string Id { get; set; } = "";

        public string OrganizationId { get; set; } = "";

        public string Name { get; set; } = "";

        public string Url { get; set; } = "";

        public byte[] Secret { get; set; } = [];

        public string LastFour { get; set; } = "";

        public bool Enabled { get; set; }

        public long CreatedAt { get; set; }

        public long Version { get; set; }

        public Webhook ToWebhook() => new(Id, OrganizationId, Name, new Uri(Url), Secret, LastFour)
        {
            Enabled = Enabled,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            Version = Version,
        };
    }

    private sealed class DeliveryRow
    {
        public long Number { get; set; }

        public string WebhookId { get; set; } = "";

        public string EventId { get; set; } = "";

        public string EventType { get; set; } = "";

        public long CreatedAt { get; set; }

        public int State { get; set; }

        public int Attempts { get; set; }

        public long? NextAt { get; set; }

        public long? LastAt { get; set; }

        public int? LastStatus { get; set; }

        public string? LastError { get; set; }

        public string? Body { get; set; }

        public WebhookDelivery ToDelivery() => new(Number, WebhookId, EventId, EventType, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt))
        {
            State = (DeliveryState)State,
            Attempts = Attempts,
            NextAttemptAt = Moment(NextAt),
            LastAttemptAt = Moment(LastAt),
            LastStatus = LastStatus,
            LastError = LastError,
        };

        private static DateTimeOffset? Moment(long? at) => at is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
    }
}
