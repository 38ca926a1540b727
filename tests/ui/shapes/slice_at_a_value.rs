use keisan::graph;

graph! {
    pub graph G {
        input n: scalar;
        param w: [6, 4] = he_normal;
        loss = sum(slice_rows(w, 0, n));
    }
}

fn main() {}
