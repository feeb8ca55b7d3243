/** The body of the guide's Example POST, verbatim. */
export const EXAMPLE_POST =
  '{ "incident": { "resolve_and_close": 0, "title": "foo bar baz", "priority_id": 819, "customer_viewable": 0, "notify_watchlisted": 0, "closed": false, "type_id": 65, "resolved": false, "notify_customer": 0, "service_id": 33, "owner_id": 359, "closure_comment": null, "due_date": null, "assigned_user_id": 346, "customer_id": 430, "resolved_at": "10 Feb 2011, 15:38", "opened_at": "10 Feb 2011, 15:37" } }';
