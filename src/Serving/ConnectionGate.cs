using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace K8sMirror.Serving;

/// <summary>
/// Limits a listener's connections, in total and for each peer, so that idle ones keep nobody out: without room, the oldest idle connection is closed for the
/// new one. The new one is closed only if all are being answered.
/// </summary>
internal sealed class ConnectionGate(ListenerLimits limits)
{
    private readonly Lock gate = new();
    // Oldest first.
    private readonly LinkedList<Guest> guests = [];

    /// <summary>Number of admitted connections.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return guests.Count;
            }
        }
    }

    /// <summary>Kestrel's middleware for each connection.</summary>
    public async Task PassAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var guest = new Guest(connection);
        var place = Admit(guest, out var displaced);
        displaced?.Connection.Abort(new("too many connections: closed in favor of a new one"));
        if (place is null)
        {
            connection.Abort(new("there are too many connections"));
            return;
        }
        try
        {
            connection.Items[typeof(Guest)] = guest;
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            Leave(place);
        }
    }

    /// <summary>ASP.NET's middleware for each request.</summary>
    public static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var guest = Guest.Of(context);
        guest.IsAnswered = true;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            guest.IsAnswered = false;
        }
    }

    private LinkedListNode<Guest>? Admit(Guest guest, out Guest? displaced)
    {
        displaced = null;
        lock (gate)
        {
            var isCrowd = guests.Count(g => g.Peer == guest.Peer) >= limits.ConnectionsOfAPeer;
            if (isCrowd || guests.Count >= limits.Connections)
            {
                displaced = isCrowd ? guests.FirstOrDefault(g => g.Peer == guest.Peer && !g.IsAnswered) : Guest.OldestOfTheLargestCrowd(guests.Where(g => !g.IsAnswered));
                if (displaced is null)
                {
                    return null;
                }
                guests.Remove(displaced);
            }
            return guests.AddLast(guest);
        }
    }

    private void Leave(LinkedListNode<Guest> place)
    {
        lock (gate)
        {
            if (place.List is not null)
            {
                guests.Remove(place);
            }
        }
    }
}
