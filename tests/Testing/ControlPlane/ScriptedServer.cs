using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace K8sMirror.Testing.ControlPlane;

/// <summary>An HTTP server that answers each request with the next step of a script, and none when there is no next step; what it was asked is kept.</summary>
public sealed class ScriptedServer : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly ConcurrentQueue<Func<HttpListenerResponse, Task>> script = new();
    private readonly CancellationTokenSource stop = new();

    public ScriptedServer()
    {
        Address = $"http://127.0.0.1:{LoopbackPort.Free()}/";
        listener.Prefixes.Add(Address);
        listener.Start();
        _ = ServeAsync();
    }

    public string Address { get; }

    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>The Authorization header of each request; empty for none.</summary>
    public ConcurrentQueue<string> Authorizations { get; } = new();

    /// <summary>Answers with a status and a body.</summary>
    public ScriptedServer Then(HttpStatusCode status, string body, params (string Name, string Value)[] headers)
    {
        script.Enqueue(async response =>
        {
            response.StatusCode = (int)status;
            foreach (var (name, value) in headers)
            {
                response.AddHeader(name, value);
            }

            await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body)).ConfigureAwait(false);
            response.Close();
        });
        return this;
    }

    /// <summary>Answers with the first half of a body, and then the connection is gone, as when the server is killed.</summary>
    public ScriptedServer ThenHalf(string body)
    {
        script.Enqueue(async response =>
        {
            response.ContentLength64 = body.Length;
            await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body[..(body.Length / 2)])).ConfigureAwait(false);
            await response.OutputStream.FlushAsync().ConfigureAwait(false);
            response.Abort();
        });
        return this;
    }

    /// <summary>Takes the request and never answers.</summary>
    public ScriptedServer ThenSilence()
    {
        script.Enqueue(_ => Task.CompletedTask);
        return this;
    }

    /// <summary>Answers with lines, each sent at once, and then ends or stays open.</summary>
    public ScriptedServer ThenStream(bool end, params string[] lines)
    {
        script.Enqueue(async response =>
        {
            response.SendChunked = true;
            foreach (var line in lines)
            {
                await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n")).ConfigureAwait(false);
                await response.OutputStream.FlushAsync().ConfigureAwait(false);
            }

            if (end)
            {
                response.Close();
            }
        });
        return this;
    }

    /// <summary>Ends all connections and takes no more.</summary>
    public void Stop()
    {
        stop.Cancel();
        listener.Close();
    }

    public void Dispose()
    {
        Stop();
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var context = await listener.GetContextAsync().ConfigureAwait(false);
                Authorizations.Enqueue(context.Request.Headers["Authorization"] ?? "");
                Asked.Enqueue(context.Request.RawUrl!);
                if (script.TryDequeue(out var step))
                {
                    _ = step(context.Response);
                }
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
