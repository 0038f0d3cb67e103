using System.Net;
using System.Net.Sockets;
using Experiments.Web.Hosting;
using Npgsql;

namespace Experiments.Web.Tests.Troubles;

/// <summary>A site on a PostgreSQL server whose connection breaks and comes back: a gate stands between them.</summary>
public sealed class LostDatabaseTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_say_that_the_database_is_gone_and_come_back_by_themselves()
    {
        var server = Environment.GetEnvironmentVariable("EXPERIMENTS_TEST_POSTGRES");
        Assert.SkipWhen(server is not { Length: > 0 } && Environment.GetEnvironmentVariable("CI") is not { Length: > 0 }, "No PostgreSQL server: set EXPERIMENTS_TEST_POSTGRES to a connection string.");
        using var folder = new TemporaryFolder();
        var direct = new NpgsqlConnectionStringBuilder(server) { Database = $"experiments_web_{Guid.NewGuid():N}" };
        using var gate = new Gate(direct.Host!, direct.Port);
        var through = new NpgsqlConnectionStringBuilder(direct.ConnectionString) { Host = "127.0.0.1", Port = gate.Port, Timeout = 3, CommandTimeout = 3 };
        try
        {
            await using var site = await TestSite.StartAsync(TestSite.Settings(folder.Path, TestSite.FakeEngine) with { ConnectionString = through.ConnectionString, DatabaseFile = null });
            Assert.DoesNotContain("page-waits", await PageAsync(site), StringComparison.Ordinal);

            gate.Close();
            await site.Get<DatabaseWatch>().LookAsync(Stop);
            var page = await PageAsync(site);
            Assert.Contains("data-testid=\"page-waits\"", page, StringComparison.Ordinal);
            Assert.Contains("The database does not answer (", page, StringComparison.Ordinal);
            Assert.Contains("data-testid=\"site-trouble\"", page, StringComparison.Ordinal);

            gate.Open();
            await site.Get<DatabaseWatch>().LookAsync(Stop);
            page = await PageAsync(site);
            Assert.DoesNotContain("page-waits", page, StringComparison.Ordinal);
            Assert.DoesNotContain("site-trouble", page, StringComparison.Ordinal);
            Assert.Contains("There are no runs yet", page, StringComparison.Ordinal);
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await using var admin = new NpgsqlConnection(server);
            await admin.OpenAsync(Stop);
            await using var drop = admin.CreateCommand();
            drop.CommandText = $"DROP DATABASE IF EXISTS \"{direct.Database}\" WITH (FORCE)";
            await drop.ExecuteNonQueryAsync(Stop);
        }
    }

    private static async Task<string> PageAsync(TestSite site)
    {
        using var client = new HttpClient { BaseAddress = new Uri(site.Address) };
        return await client.GetStringAsync(new Uri("/runs", UriKind.Relative), Stop);
    }

    /// <summary>Passes connections on to a server for as long as it is open.</summary>
    private sealed class Gate : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly List<TcpClient> _open = [];
        private readonly string _host;
        private readonly int _port;
        private volatile bool _closed;

        public Gate(string host, int port)
        {
            (_host, _port) = (host, port);
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _ = AcceptAsync();
        }

        public int Port { get; }

        public void Open() => _closed = false;

        public void Close()
        {
            _closed = true;
            lock (_open)
            {
                foreach (var client in _open) client.Dispose();
                _open.Clear();
            }
        }

        public void Dispose()
        {
            Close();
            _listener.Dispose();
        }

        private async Task AcceptAsync()
        {
            while (true)
            {
                TcpClient client;
                try
                {
                    client = await _listener.AcceptTcpClientAsync();
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException)
                {
                    return;
                }

                if (_closed) client.Dispose();
                else _ = PassAsync(client);
            }
        }

        private async Task PassAsync(TcpClient client)
        {
            using var server = new TcpClient();
            lock (_open) _open.AddRange([client, server]);
            try
            {
                await server.ConnectAsync(_host, _port);
                await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // Closed.
            }

            client.Dispose();
        }
    }
}
