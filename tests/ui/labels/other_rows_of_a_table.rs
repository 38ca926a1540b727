use keisan::graph;

graph! {
    graph G<const B: usize> {
        labels y: [B] in 10;
        param table: [12, 4] = he_normal;
        output h = embedding(table, y);
    }
}

fn main() {}
