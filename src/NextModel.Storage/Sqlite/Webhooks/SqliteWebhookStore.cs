using System.Data;
using Dapper;
using NextModel.Audit;
using NextModel.Storage.Sqlite.Audit;
using NextModel.Webhooks;

namespace NextModel.Storage.Sqlite.Webhooks;

/// <summary>Webhooks, events and deliveries in nextmodel.db, through its one writing connection.</summary>
public sealed class SqliteWebhookStore(SqliteDatabase database, SqliteAuditStore audits) : IWebhookStore
{
    private const string DeliveryColumns =
        "d.number Number, d.webhook WebhookId, d.event EventId, e.type EventType, e.created_at CreatedAt, d.state State, d.attempts Attempts, "
        + "d.next_at NextAt, d.last_at LastAt, d.last_status LastStatus, d.last_error LastError";

    public ValueTask<IReadOnlyList<Webhook>> LoadAsync(CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        var rows = reader.Connection.Query<WebhookRow>(
            """
            SELECT id Id, organization OrganizationId, name Name, url Url, secret Secret, secret_last_four LastFour, enabled Enabled,
                created_at CreatedAt, version Version
            FROM webhooks
            """);
        return ValueTask.FromResult<IReadOnlyList<Webhook>>([.. rows.Select(row => row.ToWebhook())]);
    }

    public ValueTask PutAsync(Webhook webhook, AuditDraft audit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        audits.Commit(audit, (writer, transaction) => writer.Execute(
            """
            INSERT INTO webhooks (organization, id, name, url, secret, secret_last_four, enabled, created_at, version)
            VALUES (@OrganizationId, @Id, @Name, @Address, @SealedSecret, @SecretLastFour, @Enabled, @Created, @Version)
            ON CONFLICT DO UPDATE SET name = excluded.name, url = excluded.url, secret = excluded.secret,
                secret_last_four = excluded.secret_last_four, enabled = excluded.enabled, version = excluded.version
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
            transaction));
        return ValueTask.CompletedTask;
    }

    public ValueTask DeleteAsync(Webhook webhook, AuditDraft audit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        audits.Commit(audit, (writer, transaction) => writer.Execute(
            "DELETE FROM webhook_deliveries WHERE webhook = @Id; DELETE FROM webhooks WHERE id = @Id", new { webhook.Id }, transaction));
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> AddEventAsync(WebhookEvent noted, IReadOnlyList<string> webhookIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(noted);
        lock (database.Gate)
        {
            using var transaction = database.Writer.BeginTransaction(IsolationLevel.Serializable, deferred: false);
            var isNew = database.Writer.Execute(
                "INSERT OR IGNORE INTO webhook_events (id, organization, type, body, created_at) VALUES (@Id, @OrganizationId, @Type, @Body, @Created)",
                new { noted.Id, noted.OrganizationId, noted.Type, noted.Body, Created = noted.CreatedAt.ToUnixTimeMilliseconds() },
                transaction) == 1;
            foreach (var webhook in isNew ? webhookIds : [])
            {
                // One that was deleted a moment ago gets none.
                database.Writer.Execute(
                    "INSERT INTO webhook_deliveries (webhook, event, state, next_at) SELECT id, @Event, 1, @Now FROM webhooks WHERE id = @webhook",
                    new { webhook, Event = noted.Id, Now = noted.CreatedAt.ToUnixTimeMilliseconds() },
                    transaction);
            }

            transaction.Commit();
            return ValueTask.FromResult(isNew);
        }
    }

    public ValueTask<IReadOnlyList<DueDelivery>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        var rows = reader.Connection.Query<DeliveryRow>(
            $"""
            SELECT {DeliveryColumns}, e.body Body
            FROM (SELECT min(d.number) number FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook
                WHERE d.state = 1 AND d.next_at <= @Now AND w.enabled GROUP BY d.webhook ORDER BY 1 LIMIT @limit) due
            JOIN webhook_deliveries d USING (number) JOIN webhook_events e ON e.id = d.event
            """,
            new { Now = now.ToUnixTimeMilliseconds(), limit });
        return ValueTask.FromResult<IReadOnlyList<DueDelivery>>([.. rows.Select(row => new DueDelivery(row.ToDelivery(), row.Body!))]);
    }

    public ValueTask<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        var next = reader.Connection.ExecuteScalar<long?>(
            "SELECT min(d.next_at) FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook WHERE d.state = 1 AND w.enabled");
        return ValueTask.FromResult(next is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : (DateTimeOffset?)null);
    }

    public ValueTask SaveAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        lock (database.Gate)
        {
            database.Writer.Execute(
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
                });
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<WebhookDelivery>> ListAsync(
        string webhookId, DeliveryState? state, long? before, int limit, CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        var rows = reader.Connection.Query<DeliveryRow>(
            $"""
            SELECT {DeliveryColumns} FROM webhook_deliveries d JOIN webhook_events e ON e.id = d.event
            WHERE d.webhook = @webhookId AND d.number < @Before AND (@State IS NULL OR d.state = @State)
            ORDER BY d.number DESC LIMIT @limit
            """,
            new { webhookId, State = (int?)state, Before = before ?? long.MaxValue, limit });
        return ValueTask.FromResult<IReadOnlyList<WebhookDelivery>>([.. rows.Select(row => row.ToDelivery())]);
    }

    private sealed record WebhookRow(
        string Id, string OrganizationId, string Name, string Url, byte[] Secret, string LastFour, long Enabled, long CreatedAt, long Version)
    {
        public Webhook ToWebhook() => new(Id, OrganizationId, Name, new Uri(Url), Secret, LastFour)
        {
            Enabled = Enabled != 0,
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
