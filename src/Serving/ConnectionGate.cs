using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace K8sMirror.Serving;

/// <summary>
/// Limits a listener's connections, in total and for each peer, so that idle ones keep nobody out: when there is no room, the connection that
/// has been idle for the longest time is closed for the new one. Only where all connections are being answered is the new one closed.
/// </summary>
internal sealed class ConnectionGate(ListenerLimits limits)
{
    private readonly Lock gate = new();
    // In the order in which they came.
    private readonly LinkedList<Guest> guests = [];

    /// <summary>Connections that are in.</summary>
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
